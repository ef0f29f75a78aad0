import { createHash } from 'node:crypto'
import { chmod, cp, lstat, mkdir, mkdtemp, readdir, readFile, realpath, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { hydrateLinks } from './hydrate-links.js'
import { errorCodeOf } from './local-postgres-error.js'
import type { ServerHome } from './server-home.js'

const ABANDONED_MS = 60 * 60 * 1000

/**
 * Copies the programs (58 MB, once per version) to where the server's account can run them, and gives one
 * folder after the other until one serves: the data directory for an ordinary user; for root the system's
 * cache, then the temporary folders, where an age limit may thin a copy out.
 */
export async function* copyBinaries(home: ServerHome): AsyncGenerator<string> {
  const postgres = await readFile(join(home.binDir, 'bin', 'postgres'))
  const name = `postgres-${createHash('sha256').update(postgres).digest('hex').slice(0, 16)}`
  const bases = home.account ? ['/var/cache/waybill', '/var/tmp/waybill', '/tmp/waybill'] : [home.dataDir]
  for (const base of bases) {
    if (await isOurs(base)) yield await ensureCopy(home, base, name)
  }
}

async function ensureCopy(home: ServerHome, base: string, name: string): Promise<string> {
  const copy = join(base, name)
  if (await exists(copy)) return copy
  home.report(`copying the PostgreSQL binaries to ${copy} (once)`)
  await removeAbandoned(base)
  const temporary = await mkdtemp(join(base, 'copying-'))
  try {
    // Resolved, as a link would be copied as a link.
    await cp(await realpath(home.binDir), temporary, { recursive: true, verbatimSymlinks: true })
    await makeReadable(temporary)
    await hydrateLinks(temporary)
    await rename(temporary, copy)
  } catch (error) {
    await rm(temporary, { recursive: true, force: true })
    // Somebody else was faster.
    if (!(await exists(copy))) throw error
  }
  return copy
}

/**
 * Makes the folder and says whether it may be trusted: the programs in it are run, so nobody else may be
 * able to write there. False where it cannot be made.
 */
async function isOurs(base: string): Promise<boolean> {
  try {
    await mkdir(base, { recursive: true, mode: 0o755 })
    const { uid, mode } = await lstat(base)
    return uid === process.getuid?.() && (mode & 0o022) === 0
  } catch (error) {
    if (errorCodeOf(error) === undefined) throw error
    return false
  }
}

/**
 * Opens a folder to every reader and to its owner's writes: a strict umask at the install would shut the
 * server's account out, and a package store that is read-only the links.
 */
async function makeReadable(dir: string): Promise<void> {
  await chmod(dir, 0o755)
  for (const entry of await readdir(dir, { withFileTypes: true })) {
    const path = join(dir, entry.name)
    if (entry.isDirectory()) await makeReadable(path)
    else if (entry.isFile()) await chmod(path, (await lstat(path)).mode & 0o100 ? 0o755 : 0o644)
  }
}

/** A copy that a killed process left half made; younger ones may be somebody's at work. */
async function removeAbandoned(base: string): Promise<void> {
  for (const name of await readdir(base)) {
    if (!name.startsWith('copying-')) continue
    const path = join(base, name)
    const { mtimeMs } = await lstat(path)
    if (mtimeMs < Date.now() - ABANDONED_MS) await rm(path, { recursive: true, force: true })
  }
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  )
}
