import { createHash } from 'node:crypto'
import { resolve } from 'node:path'
import { quote } from '../../diagnostic/printable.js'
import { WaybillError } from '../../error/waybill-error.js'
import { withoutCredentials } from './run-git.js'

/** Where a repository is. */
export type GitLocation =
  /** On this host, absolute: read where it is. */
  | { readonly kind: 'local'; readonly path: string; readonly shown: string }
  /** Elsewhere: fetched into a copy. `shown` has no credentials in it. */
  | { readonly kind: 'remote'; readonly url: string; readonly shown: string }

const scpLike = /^(?:[\w.-]+@)?[\w.-]+:(?!\/\/)[^\s]+$/

/**
 * Tells what a repository's path or URL means. Of protocols, files, HTTPS and SSH are taken.
 * @throws WaybillError `INVALID_INPUT`
 */
export function gitLocation(repository: string): GitLocation {
  if (repository === '' || repository.startsWith('-') || repository.includes('\0'))
    throw notARepository(repository, 'Name a path or a URL.')
  const [, protocol] = /^([a-z][a-z0-9+.-]*):\/\//i.exec(repository) ?? []
  if (protocol === undefined) {
    if (/^[a-z-]+::/i.test(repository))
      throw notARepository(repository, 'Use a path, https://, ssh:// or file://.')
    if (scpLike.test(repository)) return { kind: 'remote', url: repository, shown: repository }
    const path = resolve(repository)
    return { kind: 'local', path, shown: path }
  }
  if (!/^(?:https|ssh|file)$/i.test(protocol) || !URL.canParse(repository))
    throw notARepository(repository, 'Use a path, https://, ssh:// or file://.')
  return { kind: 'remote', url: repository, shown: withoutCredentials(repository) }
}

function notARepository(repository: string, hint: string): WaybillError {
  return new WaybillError(
    'INVALID_INPUT',
    `${quote(withoutCredentials(repository))} is no repository that can be read.`,
    { hint },
  )
}

/** The folder of a remote repository's copy, the same each time. */
export function copyName(url: string): string {
  return `${createHash('sha256').update(url).digest('hex').slice(0, 24)}.git`
}

/**
 * Checks what names a commit: a branch, a tag, a commit.
 * @throws WaybillError `INVALID_INPUT`
 */
export function checkRef(ref: string): string {
  // git-check-ref-format(1), and an ancestor of it such as HEAD~1; no text that asks for anything else.
  const isName = /^[^\s~^:?*[\\-][^\s~^:?*[\\]*(?:[~^]\d*)*$/.test(ref) && !/\.\.|@\{|\/\/|\.$|\/$/.test(ref)
  if (isName && ref.length < 256) return ref
  throw new WaybillError('INVALID_INPUT', `${quote(ref)} is no name of a branch, tag or commit.`, {
    hint: 'Such as main, v1.2.0 or a full commit hash.',
  })
}

/**
 * The folder inside of the repository that holds the apps, without slashes at its ends; '' for all of it.
 * @throws WaybillError `INVALID_INPUT`
 */
export function checkFolder(folder: string): string {
  const segments = folder.split('/').filter(segment => segment !== '' && segment !== '.')
  if (segments.some(segment => segment === '..' || /[\n\0]/.test(segment)))
    throw new WaybillError('INVALID_INPUT', `${quote(folder)} is no folder inside of a repository.`, {
      hint: 'Name it relative to the root of the repository, such as apps.',
    })
  return segments.join('/')
}
