import { execFileSync } from 'node:child_process'
import { WaybillError } from '@waybill/core/manifest'

/**
 * Names of the app folders of a directory in which something differs from where the working tree left a Git ref:
 * committed, staged, changed or new.
 * @throws WaybillError `SOURCE_UNAVAILABLE` when there is no repository, or no such ref
 */
export function changedFolders(directory: string, ref: string): ReadonlySet<string> {
  const git = (...args: readonly string[]) => runGit(directory, args)
  if (ref.startsWith('-')) throw noRef(ref)
  const base = git('merge-base', 'HEAD', ref, '--').trim()
  const changed = git('diff', '--name-only', '--relative', '--no-renames', '-z', base, '--', '.')
  const created = git('ls-files', '--others', '--exclude-standard', '-z', '--', '.')
  const paths = `${changed}${created}`.split('\0').filter(path => path.includes('/'))
  return new Set(paths.map(path => path.slice(0, path.indexOf('/'))))
}

function runGit(directory: string, args: readonly string[]): string {
  try {
    return execFileSync(
      'git',
      ['-C', directory, ...args.filter(arg => arg !== '--' || args[0] !== 'merge-base')],
      {
        encoding: 'utf8',
        maxBuffer: 256 * 1024 * 1024,
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    )
  } catch (error) {
    throw failure(directory, args, error)
  }
}

function noRef(ref: string, cause?: unknown): WaybillError {
  return new WaybillError('SOURCE_UNAVAILABLE', `Git knows no commit "${ref}" that this branch comes from.`, {
    hint: 'Name a branch, tag or commit; in CI, fetch it first (a shallow clone does not have it).',
    cause,
  })
}

function failure(directory: string, args: readonly string[], cause: unknown): WaybillError {
  const stderr = cause instanceof Error && 'stderr' in cause ? String(cause.stderr).trim() : ''
  if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT')
    return new WaybillError('SOURCE_UNAVAILABLE', 'There is no git on the PATH, which --since needs.', {
      cause,
    })
  if (/not a git repository/i.test(stderr))
    return new WaybillError('SOURCE_UNAVAILABLE', `${directory} is in no Git repository.`, { cause })
  if (args[0] === 'merge-base') return noRef(args[2] ?? '', cause)
  return new WaybillError('SOURCE_UNAVAILABLE', `git ${args[0]} failed: ${stderr.split('\n')[0]}`, { cause })
}
