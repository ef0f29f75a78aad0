import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

/** A text that a terminal makes a link of (OSC 8), to a file of this machine. */
export function linkToFile(text: string, file: string, cwd: string): string {
  return `\u001b]8;;${pathToFileURL(resolve(cwd, file)).href}\u001b\\${text}\u001b]8;;\u001b\\`
}
