import { chown, mkdtemp, open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Binaries } from './binaries.js'
import { openDataEntry } from './data-entry.js'
import { errorCodeOf, LocalPostgresError } from './local-postgres-error.js'
import { runProgram } from './run-program.js'
import type { ServerHome } from './server-home.js'
import { lastLines } from './server-log.js'
import { buildInitdbArgs } from './server-settings.js'

const TEMPORARY = 'data.init-'

/**
 * Makes the data directory where there is none, and proves that the programs can open one that is there.
 * To be called under the start lock. Throws `DATA_VERSION_MISMATCH`, `INIT_FAILED`.
 */
export async function ensureCluster(
  home: ServerHome,
  binaries: Binaries,
  signal: AbortSignal,
): Promise<void> {
  const major = await readMajor(home.pgdata)
  if (major === undefined) await initCluster(home, binaries, signal)
  else if (major !== String(binaries.major)) throw versionMismatch(home, major, binaries)
}

async function initCluster(home: ServerHome, binaries: Binaries, signal: AbortSignal): Promise<void> {
  await removeAbandoned(home.dataDir)
  home.report(`initialising a PostgreSQL ${binaries.version} data directory in ${home.dataDir} (once)`)
  const temporary = await mkdtemp(join(home.dataDir, TEMPORARY))
  try {
    await runInitdb(home, binaries, temporary, signal)
    await rename(temporary, home.pgdata)
  } catch (error) {
    await rm(temporary, { recursive: true, force: true })
    signal.throwIfAborted()
    const reason = lastLines(error instanceof Error ? error.message : String(error))
    throw new LocalPostgresError('INIT_FAILED', `initdb failed in ${home.dataDir}:\n${reason}`, {
      cause: error,
    })
  }
  if (home.durable) await syncDirectory(home.dataDir)
}

async function runInitdb(
  home: ServerHome,
  { initdb, major }: Binaries,
  temporary: string,
  signal: AbortSignal,
): Promise<void> {
  const { account, durable } = home
  if (account) await chown(temporary, account.uid, account.gid)
  await using data = await openDataEntry(home, temporary)
  const args = buildInitdbArgs({ dataArg: data.arg, major, durable })
  await runProgram(initdb, args, { account, descriptors: data.descriptors, signal })
}

/** What a process that was killed while initialising left; under the start lock nobody else is at it. */
async function removeAbandoned(dataDir: string): Promise<void> {
  for (const name of await readdir(dataDir)) {
    if (!name.startsWith(TEMPORARY)) continue
    // Its initdb may have outlived it and still write for a moment.
    await rm(join(dataDir, name), { recursive: true, force: true, maxRetries: 5 })
  }
}

async function readMajor(pgdata: string): Promise<string | undefined> {
  try {
    return (await readFile(join(pgdata, 'PG_VERSION'), 'utf8')).trim()
  } catch (error) {
    if (errorCodeOf(error) === 'ENOENT') return undefined
    throw error
  }
}

async function syncDirectory(path: string): Promise<void> {
  await using directory = await open(path, 'r')
  await directory.sync()
}

function versionMismatch(home: ServerHome, major: string, binaries: Binaries): LocalPostgresError {
  const message = `The data in ${home.dataDir} was made by PostgreSQL ${major} and cannot be opened by ${binaries.version}`
  return new LocalPostgresError('DATA_VERSION_MISMATCH', message, {
    hint: `Dump it with PostgreSQL ${major} (pg_dumpall) and load it into a new directory, or move the directory away to begin afresh.`,
  })
}
