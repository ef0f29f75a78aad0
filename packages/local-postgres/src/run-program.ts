import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import type { Account } from './account.js'

/** How PostgreSQL's programs are run. */
export interface ProgramOptions {
  readonly account: Account | undefined
  /** Inherited by the program, from 3 on. */
  readonly descriptors?: readonly number[]
  readonly signal?: AbortSignal
}

/**
 * What every program of PostgreSQL gets. The environment is whole: the caller's `PG*`, `LD_*` and locale
 * would change what a program does. The folder is one that every account may enter, as programs before
 * PostgreSQL 16 leave it and come back to find out where they are.
 */
export const programSurroundings = {
  cwd: '/',
  env: { LC_ALL: 'C', TZ: 'UTC', PATH: '/usr/bin:/bin' },
} as const

/** Runs a program to its end as the server's account; what it wrote. Rejects with that when it fails. */
export async function runProgram(
  file: string,
  args: readonly string[],
  { account, descriptors = [], signal }: ProgramOptions,
): Promise<string> {
  const child = spawn(file, args, {
    ...programSurroundings,
    ...account,
    signal,
    stdio: ['ignore', 'pipe', 'pipe', ...descriptors],
  })
  const closed = once(child, 'close')
  const { stdout, stderr } = child
  const [out, err] = await Promise.all([stdout ? text(stdout) : '', stderr ? text(stderr) : '', closed])
  if (child.exitCode === 0) return out
  throw new Error(`${out}${err}`.trim() || `${file} ended with ${child.exitCode ?? child.signalCode}`)
}
