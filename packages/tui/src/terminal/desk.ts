import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { isAbsolute, join, relative } from 'node:path'
import type { TerminalSession } from './terminal-session.js'

const maxSourceBytes = 1024 * 1024

/** OSC 52: the terminal puts the text on the clipboard, also over ssh. */
export function copySequence(text: string): string {
  return `\u001b]52;c;${Buffer.from(text, 'utf8').toString('base64')}\u0007`
}

/** The command that opens a URL on this machine. */
export function openCommand(platform: NodeJS.Platform): readonly string[] {
  if (platform === 'darwin') return ['open']
  return platform === 'win32' ? ['cmd', '/c', 'start', ''] : ['xdg-open']
}

/** Opens a URL in a browser; answers what went wrong, or null. */
export async function openUrl(url: string): Promise<string | null> {
  const [command = '', ...args] = openCommand(process.platform)
  return new Promise(resolve => {
    const child = spawn(command, [...args, url], { stdio: 'ignore', detached: true })
    child.once('error', () => resolve(`There is no ${command} here to open ${url}; \`y\` copies it.`))
    child.once('spawn', () => {
      child.unref()
      resolve(null)
    })
  })
}

/** How editors are told a line: most take `+line`, some `file:line:column`. */
export function editorArguments(
  editor: string,
  { file, line, column }: { readonly file: string; readonly line: number; readonly column: number },
): readonly string[] {
  const name = editor.split(/[\\/\s]/).at(-1) ?? ''
  if (/^(code|codium|cursor|windsurf)/.test(name)) return ['--wait', '--goto', `${file}:${line}:${column}`]
  if (/^(subl|zed|hx|helix)/.test(name)) return [`${file}:${line}:${column}`]
  if (/^n?vim?$/.test(name)) return [`+call cursor(${line},${column})`, file]
  return [`+${line}`, file]
}

/** The text of a file of the source; null where it is not on this machine, or too long to be a manifest. */
export async function readSource(file: string, directory: string | null): Promise<string | null> {
  if (directory === null) return null
  const path = join(directory, file)
  if (relative(directory, path).startsWith('..')) return null
  try {
    return (await stat(path)).size > maxSourceBytes ? null : await readFile(path, 'utf8')
  } catch {
    // Gone meanwhile, or on another machine: the finding is shown without its lines.
    return null
  }
}

/** What opening an editor takes. */
export interface EditOptions {
  readonly session: TerminalSession
  readonly env: Readonly<Record<string, string | undefined>>
  /** Directory that files are relative to; null when the source is not on this machine. */
  readonly directory: string | null
}

/** Opens a file at a place; answers what went wrong, or null. */
export async function editFile(
  place: { readonly file: string; readonly line: number; readonly column: number },
  { session, env, directory }: EditOptions,
): Promise<string | null> {
  const path = isAbsolute(place.file) || directory === null ? place.file : join(directory, place.file)
  if (!existsSync(path)) return `${place.file} is not on this machine.`
  const [editor = 'vi', ...own] = (env.VISUAL || env.EDITOR || 'vi').split(/\s+/).filter(part => part !== '')
  const args = [...own, ...editorArguments(editor, { ...place, file: path })]
  return session.lend(
    () =>
      new Promise(resolve => {
        const child = spawn(editor, args, { stdio: 'inherit' })
        child.once('error', () => resolve(`There is no editor "${editor}"; set EDITOR.`))
        child.once('exit', code => resolve(code === 0 ? null : `${editor} ended with ${code ?? 'a signal'}.`))
      }),
  )
}
