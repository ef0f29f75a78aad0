import slugifyText from '@sindresorhus/slugify'

/** Slugs whose page is something else: `GET /api/v1/catalog/<slug>` is a route of its own. */
export const reservedSlugs: ReadonlySet<string> = new Set(['syncs', 'diagnostics'])

const alreadySlug = /^[a-z0-9]+(?:-[a-z0-9]+)*$/

/**
 * The slug of a folder's name: small letters and digits, written in Latin letters, with one `-` for
 * everything else. Empty when nothing is left. A slug is its own slug.
 */
export function slugify(folder: string): string {
  // Nearly all are, and the library takes a hundred times as long to say so.
  return alreadySlug.test(folder) ? folder : slugifyText(folder, { decamelize: false })
}
