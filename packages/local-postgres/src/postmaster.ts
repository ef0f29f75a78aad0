import { execFile } from 'node:child_process'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { errorCodeOf } from './local-postgres-error.js'
import type { ServerHome } from './server-home.js'
import { serverPort } from './server-settings.js'

/** What PostgreSQL's lock file says about the server that holds the data. */
export interface PostmasterFile {
  /** 0 where the file holds none: a crash of the machine may leave it empty. */
  readonly pid: number
  /** `starting`, `ready`, `stopping`, or empty while the file is being written. */
  readonly status: string
}

// Above every platform's largest pid, so it names no process.
const NO_PROCESS = 2_147_483_646

/** Reads the text of `postmaster.pid` (lines as in PostgreSQL's `src/include/utils/pidfile.h`). */
export function parsePostmasterFile(text: string): PostmasterFile {
  const lines = text.split('\n')
  return { pid: Number.parseInt(lines[0] ?? '', 10) || 0, status: lines[7]?.trim() ?? '' }
}

/** Reads the lock file of a data directory; nothing when no server has it. */
export async function readPostmasterFile(pgdata: string): Promise<PostmasterFile | undefined> {
  try {
    return parsePostmasterFile(await readFile(join(pgdata, 'postmaster.pid'), 'utf8'))
  } catch (error) {
    if (errorCodeOf(error) === 'ENOENT') return undefined
    throw error
  }
}

/** The name of the server, which also stands in its command line. */
export function clusterNameOf({ key }: Pick<ServerHome, 'key'>): string {
  return `waybill-${key}`
}

/**
 * Says whether a process is the server of this home. The pid alone says little: after a restart of the
 * machine or the container it often belongs to somebody else, and a zombie has one too.
 */
export async function isPostmaster(pid: number, home: Pick<ServerHome, 'key'>): Promise<boolean> {
  if (pid <= 0 || pid === NO_PROCESS) return false
  return (await readCommandLine(pid)).includes(`cluster_name=${clusterNameOf(home)}`)
}

/**
 * Makes the leftover lock files of a crashed server harmless. PostgreSQL removes them itself, but refuses to
 * start when their pid belongs to any living process, to a zombie, or is missing; a container without an
 * init process keeps a killed server as a zombie for good. To be called under the start lock.
 */
export async function disownLockFiles(home: ServerHome): Promise<void> {
  const file = await readPostmasterFile(home.pgdata)
  if (!file || (await isPostmaster(file.pid, home))) return
  await rm(join(home.pgdata, `.s.PGSQL.${serverPort}.lock`), { force: true })
  if (file.pid <= 0 || isTaken(file.pid)) await disownPostmasterFile(join(home.pgdata, 'postmaster.pid'))
}

/**
 * Writes a pid of nobody into the file instead of removing it: the key of the shared memory in it is how
 * PostgreSQL notices that processes of the crashed server are still at work on the data.
 */
async function disownPostmasterFile(path: string): Promise<void> {
  const [, ...rest] = (await readFile(path, 'utf8')).split('\n')
  // In place (r+), so that it keeps its owner; the new first line is never shorter than the old.
  await writeFile(path, [NO_PROCESS, ...rest].join('\n'), { flag: 'r+' })
}

/** True while a process, of whomever and even a zombie, has the pid. */
function isTaken(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return errorCodeOf(error) !== 'ESRCH'
  }
}

async function readCommandLine(pid: number): Promise<string> {
  try {
    if (process.platform === 'linux') return await readFile(`/proc/${pid}/cmdline`, 'utf8')
    const { stdout } = await promisify(execFile)('/bin/ps', ['-ww', '-o', 'command=', '-p', String(pid)])
    return stdout
  } catch {
    // No such process: /proc has no entry, ps exits with 1.
    return ''
  }
}
