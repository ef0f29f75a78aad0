import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { buffer, text } from 'node:stream/consumers'
import { WaybillError } from '../../error/waybill-error.js'
import { gitEnvironment, safeConfig } from './git-environment.js'

/** Which Git is run, and with what of the environment. */
export interface GitProgram {
  /** @default 'git', looked up on the PATH */
  readonly command?: string
  /** From which Git gets what it needs: PATH, HOME, proxies, certificates, SSH agent. @default a plain PATH */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** Configuration of one command. @default none */
  readonly config?: Readonly<Record<string, string>>
}

/** What a Git process said before it failed. */
export class GitFailure extends Error {
  override readonly name = 'GitFailure'
}

/** After so long without an end, a command is killed. */
const timeoutMs = 10 * 60_000

/** Starts Git, without a shell. It ends when the signal fires. */
export function startGit(
  { command = 'git', env = {}, config = {} }: GitProgram,
  args: readonly string[],
  signal?: AbortSignal,
): ChildProcessWithoutNullStreams {
  const child = spawn(command, [...safeConfig, ...args], {
    env: { ...gitEnvironment(env), ...configVariables(config) },
    signal,
    windowsHide: true,
  })
  // Not spawn's own `timeout`: where there is no Git, its timer would hold the whole process for as long.
  const timer = setTimeout(() => child.kill(), timeoutMs).unref()
  child.once('close', () => clearTimeout(timer))
  return child
}

/** git-config(1), GIT_CONFIG_COUNT: settings that no other process sees. */
function configVariables(config: Readonly<Record<string, string>>): Record<string, string> {
  const variables: Record<string, string> = { GIT_CONFIG_COUNT: String(Object.keys(config).length) }
  for (const [index, [key, value]] of Object.entries(config).entries()) {
    variables[`GIT_CONFIG_KEY_${index}`] = key
    variables[`GIT_CONFIG_VALUE_${index}`] = value
  }
  return variables
}

/**
 * Runs Git and answers what it wrote.
 * @throws GitFailure with what Git said; WaybillError `SOURCE_UNAVAILABLE` when there is no Git; the signal's reason
 */
export async function runGit(
  program: GitProgram,
  args: readonly string[],
  signal?: AbortSignal,
): Promise<Buffer> {
  const child = startGit(program, args, signal)
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  child.stdin.end()
  try {
    const [output, said, code] = await Promise.all([buffer(child.stdout), text(child.stderr), ended])
    if (code === 0) return output
    throw new GitFailure(plainMessage(said) || `git ended with ${code ?? 'a signal'}.`)
  } catch (error) {
    signal?.throwIfAborted()
    throw noProgram(error) ?? error
  }
}

/** There is no Git to be run. */
export function noProgram(error: unknown): WaybillError | undefined {
  if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) return undefined
  return new WaybillError('SOURCE_UNAVAILABLE', 'There is no git on the PATH.', {
    hint: 'Install Git 2.31 or newer; a Git source is read with it.',
    cause: error,
  })
}

/** The last line says what is wrong, or the first that begins like an error. */
function plainMessage(said: string): string {
  const lines = said.split('\n').filter(line => line.trim() !== '')
  const error = lines.find(line => /^(?:fatal|error|ERROR):/.test(line)) ?? lines.at(-1) ?? ''
  return withoutCredentials(error.replace(/^(?:fatal|error|ERROR): /, '').trim())
}

/** A text without the user and password that a URL in it may have. */
export function withoutCredentials(message: string): string {
  return message.replace(/\b([a-z][a-z+.-]*:\/\/)[^/@\s'"]+@/gi, '$1')
}
