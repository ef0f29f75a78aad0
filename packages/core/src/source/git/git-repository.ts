import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { isWaybillError, WaybillError } from '../../error/waybill-error.js'
import { copiedRef, fetchCopy } from './git-copy.js'
import type { HeadPlace } from './git-head.js'
import { checkFolder, checkRef, copyName, type GitLocation, gitLocation } from './git-location.js'
import { ObjectReader } from './object-reader.js'
import { GitFailure, type GitProgram, runGit } from './run-git.js'

/** Which apps, of which commit. */
export interface GitSourceOptions extends Pick<GitProgram, 'command' | 'env'> {
  /**
   * A path, read where it is; or a URL (`https:`, `ssh:`, `user@host:path`, `file:`), fetched into a copy below
   * `cacheDir`.
   */
  readonly repository: string
  /** Branch, tag or commit. @default 'HEAD', for a URL the branch that the repository's HEAD names */
  readonly ref?: string
  /** The folder in the repository that holds one folder per app. @default its root */
  readonly folder?: string
  /** Where copies of remote repositories are kept. Needed for a URL. */
  readonly cacheDir?: string
}

/** A repository, read where it is or from its copy. Its errors are `SOURCE_UNAVAILABLE`. */
export class GitRepository {
  readonly program: GitProgram
  readonly location: GitLocation
  readonly place: HeadPlace
  readonly #copyDir: string
  #localDir: string | undefined

  /** @throws WaybillError `INVALID_INPUT` for a repository, ref or folder that cannot be one */
  constructor({ repository, ref = 'HEAD', folder = '', cacheDir, command, env }: GitSourceOptions) {
    this.program = { command, env }
    this.location = gitLocation(repository)
    const { kind, shown } = this.location
    const checked = { ref: checkRef(ref), folder: checkFolder(folder), shown }
    this.place = { ...checked, name: kind === 'local' ? checked.ref : copiedRef(checked.ref) }
    if (kind === 'remote' && cacheDir === undefined)
      throw new WaybillError('INVALID_INPUT', `The repository ${shown} needs a place for its copy.`, {
        hint: 'Set `cacheDir`.',
      })
    this.#copyDir = this.location.kind === 'remote' ? join(cacheDir ?? '', copyName(this.location.url)) : ''
  }

  /** Fetches what is remote. */
  async refresh(signal: AbortSignal | undefined): Promise<void> {
    if (this.location.kind === 'local') return
    const { program, location, place } = this
    try {
      await fetchCopy({ program, url: location.url, ref: place.ref, gitDir: this.#copyDir, signal })
    } catch (error) {
      signal?.throwIfAborted()
      throw this.unavailable('cannot be fetched', error)
    }
  }

  async open(signal: AbortSignal | undefined): Promise<ObjectReader> {
    return new ObjectReader(this.program, await this.gitDir(signal), signal)
  }

  async gitDir(signal: AbortSignal | undefined): Promise<string> {
    if (this.location.kind === 'local') {
      if (this.#localDir === undefined || !existsSync(this.#localDir))
        this.#localDir = await this.#findLocal(this.location.path, signal)
      return this.#localDir
    }
    if (!existsSync(join(this.#copyDir, 'HEAD'))) await this.refresh(signal)
    return this.#copyDir
  }

  unavailable(what: string, error: unknown): WaybillError {
    if (isWaybillError(error)) return error
    const reason = error instanceof Error ? error.message : String(error)
    const isGit = error instanceof GitFailure
    return new WaybillError(
      'SOURCE_UNAVAILABLE',
      `The repository ${this.location.shown} ${what}: ${reason}`,
      {
        hint: isGit ? 'The catalog stays as it is. Git says the same on this host, as this user.' : undefined,
        cause: error,
      },
    )
  }

  async #findLocal(path: string, signal: AbortSignal | undefined): Promise<string> {
    try {
      const args = ['-C', path, 'rev-parse', '--absolute-git-dir', '--show-prefix']
      const [gitDir = '', prefix = ''] = (await runGit(this.program, args, signal)).toString().split('\n')
      if (prefix === '') return gitDir
    } catch (error) {
      throw this.unavailable('cannot be opened', error)
    }
    throw new WaybillError(
      'SOURCE_UNAVAILABLE',
      `${path} is a folder inside of a Git repository, not one itself.`,
      { hint: 'Name the repository, and the folder of it apart from it.' },
    )
  }
}
