import { manifestFile } from '../catalog/manifest-file.js'
import type { Diagnostic } from '../diagnostic/diagnostic.js'
import { makeDiagnostic } from '../diagnostic/make-diagnostic.js'
import { quote } from '../diagnostic/printable.js'
import { reservedSlugs } from './slug.js'

/** What is wrong with the name of an app's folder, given its slug. */
export function folderNameDiagnostics(folder: string, slug: string): readonly Diagnostic[] {
  if (slug === '') {
    const message = `The folder's name ${quote(folder)} has no letter or digit that a slug can be made of.`
    return [nameDiagnostic('folder-without-slug', folder, message)]
  }
  if (!reservedSlugs.has(slug)) return []
  const message = `The address /api/v1/catalog/${slug} is not that of an app, so this one has no page of its own.`
  return [nameDiagnostic('reserved-slug', folder, message)]
}

function nameDiagnostic(
  rule: 'folder-without-slug' | 'reserved-slug',
  folder: string,
  message: string,
): Diagnostic {
  return makeDiagnostic(rule, { file: manifestFile(folder), message, help: 'Rename the folder.' })
}
