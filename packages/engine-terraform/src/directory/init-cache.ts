import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { copyFile, mkdir, mkdtemp, readdir, readFile, rename, rm, symlink, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import type { EngineProgram } from '../command/engine-program.js'
import { changedAt } from './changed-at.js'
import type { ModuleFiles } from './module-files.js'
import { listUsed, ProviderStore } from './provider-store.js'

/** A prepared template that nobody has used for so long is thrown away. */
const keepMs = 30 * 24 * 60 * 60 * 1000

export interface InitCacheKey {
  readonly templateVersion: string
  readonly stateProviders: readonly string[]
  readonly program: Pick<EngineProgram, 'name' | 'version'>
  /** Lock file that was asked for; absent: whatever `init` chooses. */
  readonly lock?: Buffer | undefined
}

/** What `init` has made, kept per template version: runs link to it. An entry never changes once it is there. */
export class InitCache {
  /** The providers that the entries share. */
  readonly providers: ProviderStore
  readonly #directory: string

  constructor(directory: string) {
    this.#directory = directory
    this.providers = new ProviderStore(join(directory, 'providers'))
  }

  /** Name of an entry. Pure. */
  entryOf({ templateVersion, stateProviders, program, lock }: InitCacheKey): string {
    const parts = [templateVersion, program.name, program.version, process.platform, process.arch]
    const hash = createHash('sha256').update(JSON.stringify([...parts, ...stateProviders]))
    if (lock) hash.update(lock)
    return join(this.#directory, hash.digest('hex').slice(0, 32))
  }

  /** Links an entry into a module; false when there is none that is whole, or not with the lock file that is wanted. */
  async use(entry: string, files: ModuleFiles, wanted?: Buffer): Promise<boolean> {
    const data = join(entry, 'data')
    if (!existsSync(data)) return false
    if (!(await isWhole(data))) {
      await rm(entry, { recursive: true, force: true })
      return false
    }
    const lock = join(entry, 'lock.hcl')
    if (wanted && !(await hasContent(lock, wanted))) return false
    await rm(files.data, { recursive: true, force: true })
    await symlink(data, files.data)
    if (existsSync(lock)) await copyFile(lock, files.lock)
    const now = new Date()
    await utimes(entry, now, now)
    return true
  }

  /** Moves what `init` has made in a module into a new entry and links it back. */
  async keep(entry: string, files: ModuleFiles): Promise<void> {
    // A module that needs nothing leaves nothing: that is kept as well, so that it is not asked again.
    await mkdir(files.data, { recursive: true, mode: 0o700 })
    const draft = await this.#makeDraft()
    await rename(files.data, join(draft, 'data'))
    if (existsSync(files.lock)) await copyFile(files.lock, join(draft, 'lock.hcl'))
    await rename(draft, entry)
    await this.use(entry, files)
    await this.#prune()
  }

  async #makeDraft(): Promise<string> {
    await mkdir(this.#directory, { recursive: true, mode: 0o700 })
    return mkdtemp(join(this.#directory, 'draft-'))
  }

  async #prune(): Promise<void> {
    const before = Date.now() - keepMs
    const used = new Set<string>()
    for (const name of await readdir(this.#directory)) {
      const entry = join(this.#directory, name)
      if (name === 'providers') continue
      const changed = await changedAt(entry)
      if (changed === undefined) continue
      if (changed < before) await rm(entry, { recursive: true, force: true })
      else for (const provider of await listUsed(join(entry, 'data'))) used.add(provider)
    }
    await this.providers.prune(before, used)
  }
}

async function hasContent(file: string, wanted: Buffer): Promise<boolean> {
  return existsSync(file) && wanted.equals(await readFile(file))
}

/** Providers may be links into Terraform's plugin cache, which its owner may empty. */
async function isWhole(data: string): Promise<boolean> {
  const entries = await readdir(data, { recursive: true, withFileTypes: true })
  return entries
    .filter(entry => entry.isSymbolicLink())
    .every(entry => existsSync(join(entry.parentPath, entry.name)))
}
