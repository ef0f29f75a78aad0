import { createHash } from 'node:crypto'
import { createReadStream, existsSync } from 'node:fs'
import {
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  realpath,
  rename,
  rm,
  symlink,
  utimes,
} from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { changedAt } from './changed-at.js'
import { type LockedProvider, parseLock } from './parse-lock.js'

/** `<host>/<namespace>/<type>/<version>/<platform>`: where Terraform keeps a provider below a cache. */
const packageDepth = 5

/**
 * The providers that `init` has installed on this host, each once, under the hash of its content: an entry appears
 * whole and never changes, so that any number of `init`s and of running providers may use it at once. Terraform's own
 * plugin cache cannot do that: it writes over providers that run (hashicorp/terraform#31964). So each `init` gets a
 * cache for itself, in which those of the store that its lock file names are linked, and what it has installed beyond
 * them is taken into the store.
 */
export class ProviderStore {
  readonly #directory: string

  constructor(directory: string) {
    this.#directory = directory
  }

  /**
   * Makes a cache for one `init`. Only providers whose hash the lock file names are linked into it: Terraform takes
   * just these as they are, and would write over any other one.
   */
  async openCache(lock: string): Promise<string> {
    await mkdir(this.#directory, { recursive: true, mode: 0o700 })
    const cache = await mkdtemp(join(this.#directory, 'cache-'))
    for (const provider of parseLock(lock)) await this.#link(cache, provider)
    return cache
  }

  /** Takes what an `init` has installed into the store, and points the links of its data directory there. */
  async keep(data: string, cache: string): Promise<void> {
    const providers = join(data, 'providers')
    if (!existsSync(providers)) return
    for (const name of await listPackages(providers)) {
      const link = join(providers, name)
      const installed = await realpath(link)
      const isOurs = installed.startsWith((await realpath(cache)) + sep)
      const target = isOurs ? await this.#take(installed) : installed
      await rm(link, { recursive: true, force: true })
      await symlink(target, link)
    }
  }

  /** Removes entries that nobody has been given since `beforeMs`, but for those that one of `used` links to. */
  async prune(beforeMs: number, used: ReadonlySet<string>): Promise<void> {
    if (!existsSync(this.#directory)) return
    for (const name of await readdir(this.#directory)) {
      const entry = join(this.#directory, name)
      const changed = await changedAt(entry)
      if (changed === undefined || changed >= beforeMs || used.has(entry)) continue
      await rm(entry, { recursive: true, force: true })
    }
  }

  async #link(cache: string, { address, version, hashes }: LockedProvider): Promise<void> {
    const entry = hashes.map(hash => this.#entryOf(hash)).find(path => existsSync(path))
    if (entry === undefined) return
    const now = new Date()
    await utimes(entry, now, now)
    const link = join(cache, address, version, platformName())
    await mkdir(dirname(link), { recursive: true })
    await symlink(entry, link)
  }

  async #take(installed: string): Promise<string> {
    const entry = this.#entryOf(await hashPackage(installed))
    try {
      await rename(installed, entry)
    } catch (error) {
      // Another init has brought the same one in.
      if (!existsSync(entry)) throw error
    }
    return entry
  }

  /** The hash in letters that a file name may have. */
  #entryOf(hash: string): string {
    return join(
      this.#directory,
      hash.replace(/[^A-Za-z0-9]/g, character => `_${character.charCodeAt(0)}_`),
    )
  }
}

/** Entries of the store that the links of a data directory point to. */
export async function listUsed(data: string): Promise<readonly string[]> {
  const providers = join(data, 'providers')
  // A draft of another process may be gone by now: it is listed under its own name then.
  const names = await listPackages(providers).catch(() => [])
  return Promise.all(names.map(name => readlink(join(providers, name)).catch(() => '')))
}

/**
 * Hash of a provider as a lock file has it (`h1:`, Hash1 of golang.org/x/mod/sumdb/dirhash): SHA-256 of the list of
 * its files with their own.
 */
export async function hashPackage(directory: string): Promise<string> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true })
  const files = entries
    .filter(entry => !entry.isDirectory())
    .map(entry => relative(directory, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort()
  const lines: string[] = []
  for (const file of files) lines.push(`${await hashFile(join(directory, file))}  ${file}\n`)
  return `h1:${createHash('sha256').update(lines.join('')).digest('base64')}`
}

/** A provider can have hundreds of megabytes. */
async function hashFile(file: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  return hash.digest('hex')
}

async function listPackages(providers: string, depth = packageDepth): Promise<readonly string[]> {
  const names = await readdir(providers)
  if (depth === 1) return names
  const below = names.map(async name =>
    (await listPackages(join(providers, name), depth - 1)).map(rest => join(name, rest)),
  )
  return (await Promise.all(below)).flat()
}

/** As Terraform names this platform. */
function platformName(): string {
  const arch = { x64: 'amd64', ia32: '386' }[process.arch as string] ?? process.arch
  return `${process.platform}_${arch}`
}

/** Text of a lock file; empty where there is none. */
export async function readLockFile(file: string): Promise<string> {
  return existsSync(file) ? readFile(file, 'utf8') : ''
}
