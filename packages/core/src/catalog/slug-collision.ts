import type { Diagnostic } from '../diagnostic/diagnostic.js'
import { makeDiagnostic } from '../diagnostic/make-diagnostic.js'
import { quote } from '../diagnostic/printable.js'
import { manifestFile } from './manifest-file.js'

/** Several folders with one slug; `winner` is the one that keeps it. */
export interface SlugCollision {
  readonly slug: string
  readonly winner: string | undefined
  readonly folders: readonly string[]
}

/** Of many others only so many are named: every one of them gets this finding. */
const maxNamed = 5

/** The finding of one of several folders that have the same slug. */
export function describeCollision(folder: string, { slug, winner = '', folders }: SlugCollision): Diagnostic {
  const named = folders
    .slice(0, maxNamed + 1)
    .filter(other => other !== folder)
    .slice(0, maxNamed)
  const more = folders.length - 1 - named.length
  const names = named.map(other => quote(other)).join(', ') + (more > 0 ? ` and ${more} more` : '')
  const outcome =
    folder === winner ? 'This folder keeps it.' : `${quote(winner)} keeps it, so this app is not served.`
  return makeDiagnostic('slug-collision', {
    message: `The slug "${slug}" is also that of ${names}. ${outcome}`,
    file: manifestFile(folder),
    help: 'Rename one of the folders.',
    related: named.map(other => ({ message: `has the slug "${slug}" too`, file: manifestFile(other) })),
  })
}
