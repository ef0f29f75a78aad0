import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Account } from './account.js'

/** How PostgreSQL's programs are run. */
export interface ProgramOptions {
  readonly cwd: string
  readonly account: Account | undefined
  readonly signal?: AbortSignal
}

/**
 * The whole environment of PostgreSQL's programs: the caller's `PG*`, `LD_*` and locale would change what
 * they do.
 */
export const programEnv = { LC_ALL: 'C', TZ: 'UTC', PATH: '/usr/bin:/bin' }

/** Runs a program to its end as the server's account; rejects with its output in `stdout` and `stderr`. */
export function runProgram(
  file: string,
  args: readonly string[],
  { cwd, account, signal }: ProgramOptions,
): Promise<{ stdout: string; stderr: string }> {
  return promisify(execFile)(file, args, { cwd, env: programEnv, signal, ...account })
}

/** What a failed program said, or why it could not be run at all. */
export function outputOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { stdout = '', stderr = '' } = error as Error & { stdout?: string; stderr?: string }
  return `${stdout}${stderr}`.trim() || error.message
}
