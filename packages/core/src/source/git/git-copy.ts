import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type GitProgram, runGit } from './run-git.js'

/** A remote repository and where it is copied to. */
export interface GitCopyOptions {
  readonly program: GitProgram
  readonly url: string
  /** Branch, tag or commit. */
  readonly ref: string
  /** The copy: a bare repository. */
  readonly gitDir: string
  readonly signal?: AbortSignal
}

/** Git never holds a lock for longer: its commands are killed before. */
const staleLockMs = 11 * 60_000

/** The name in the copy under which what was fetched is found. Each ref has its own, several may share a copy. */
export function copiedRef(ref: string): string {
  return `refs/waybill/${createHash('sha256').update(ref).digest('hex').slice(0, 16)}`
}

/**
 * Fetches the newest commit of a ref, without its history. When that fails, the copy is as it was.
 * @throws GitFailure; WaybillError `SOURCE_UNAVAILABLE` without Git; the signal's reason
 */
export async function fetchCopy(options: GitCopyOptions): Promise<void> {
  const { gitDir, ref, signal } = options
  if (!existsSync(join(gitDir, 'HEAD'))) await createCopy(options)
  removeStaleLocks(gitDir)
  const args = [
    '--git-dir',
    gitDir,
    'fetch',
    '--quiet',
    '--force',
    '--depth=1',
    '--no-tags',
    '--no-recurse-submodules',
  ]
  await runGit(
    withUrl(options),
    [...args, '--no-write-fetch-head', '--', 'waybill', `${ref}:${copiedRef(ref)}`],
    signal,
  )
}

/** In the format of the repository's hashes. Made elsewhere and renamed, so that there never is half a copy. */
async function createCopy(options: GitCopyOptions): Promise<void> {
  const { program, gitDir, signal } = options
  const refs = await runGit(withUrl(options), ['ls-remote', '--quiet', '--', 'waybill'], signal)
  const format = /^[0-9a-f]{64}\t/.test(refs.toString('latin1', 0, 100)) ? 'sha256' : 'sha1'
  mkdirSync(dirname(gitDir), { recursive: true, mode: 0o700 })
  const unfinished = mkdtempSync(`${gitDir}.`)
  try {
    await runGit(program, ['init', '--quiet', '--bare', `--object-format=${format}`, unfinished], signal)
    if (!existsSync(gitDir)) renameSync(unfinished, gitDir)
  } finally {
    rmSync(unfinished, { recursive: true, force: true })
  }
}

/** The URL goes by the environment: others may read the arguments of a process, and there may be a token in it. */
function withUrl({ program, url }: GitCopyOptions): GitProgram {
  return { ...program, config: { 'remote.waybill.url': url } }
}

/** A Git that was killed leaves its locks, and then nothing can be fetched any more. */
function removeStaleLocks(gitDir: string): void {
  const refs = join(gitDir, 'refs/waybill')
  const inRefs = existsSync(refs) ? readdirSync(refs).map(name => join(refs, name)) : []
  const files = [
    ...inRefs,
    ...['shallow.lock', 'packed-refs.lock', 'config.lock'].map(name => join(gitDir, name)),
  ]
  for (const file of files) {
    const stats = file.endsWith('.lock') ? statSync(file, { throwIfNoEntry: false }) : undefined
    if (stats !== undefined && Date.now() - stats.mtimeMs > staleLockMs) rmSync(file, { force: true })
  }
}
