import { terminal } from '../../output/terminal.js'
import { makeKeyLine } from '../../wiring/encryption-keys.js'

/** Prints an id and a new key. */
export function printKey(): number {
  terminal().data(makeKeyLine(new Date()))
  return 0
}
