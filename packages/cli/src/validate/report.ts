import { relative } from 'node:path'
import type { Diagnostic } from '@waybill/core/manifest'

/** What was checked and found; files are named as seen from the working directory, with `/`. */
export interface Report {
  /** Every manifest that was looked at. */
  readonly files: readonly string[]
  readonly diagnostics: readonly Diagnostic[]
}

/** Names the files of a directory's diagnostics as seen from the working directory, so that an editor finds them. */
export function seenFrom(cwd: string, directory: string): (file: string) => string {
  const path = relative(cwd, directory)
  const prefix = path.startsWith('..') ? directory : path
  return file => (prefix === '' ? file : `${prefix.replaceAll('\\', '/')}/${file}`)
}

/** A diagnostic with its files renamed, also in related places and fixes. */
export function renameFiles(diagnostic: Diagnostic, rename: (file: string) => string): Diagnostic {
  const { fix, related } = diagnostic
  return {
    ...diagnostic,
    file: rename(diagnostic.file),
    related: related.map(place => ({ ...place, file: rename(place.file) })),
    ...(fix && { fix: { ...fix, edits: fix.edits.map(edit => ({ ...edit, file: rename(edit.file) })) } }),
  }
}
