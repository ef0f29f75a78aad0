import type { Diagnostic } from '../diagnostic/diagnostic.js'
import { makeDiagnostic } from '../diagnostic/make-diagnostic.js'
import { quote } from '../diagnostic/printable.js'
import { manifestPath } from './manifest-path.js'

/** Several folders of a source that have one slug. */
export interface SlugCollision {
  readonly slug: string
  /** All of them, at least two. */
  readonly folders: readonly string[]
}

/**
 * The folder that keeps the slug: the one that is named like it, else the first by code units. It depends on
 * nothing but the names, so every host and every sync decides alike.
 */
export function collisionWinner({ slug, folders }: SlugCollision): string {
  return folders.includes(slug) ? slug : ([...folders].sort()[0] ?? slug)
}

/** The diagnostic (`WB401`) for one of the folders that share a slug. */
export function slugCollision(folder: string, collision: SlugCollision): Diagnostic {
  const { slug, folders } = collision
  const winner = collisionWinner(collision)
  const others = folders.filter(other => other !== folder).sort()
  const message =
    folder === winner
      ? `${others.map(other => quote(other)).join(', ')} has the slug ${quote(slug)} too and is left out of the catalog.`
      : `The folder ${quote(folder)} is left out of the catalog: ${quote(winner)} has the slug ${quote(slug)}.`
  return makeDiagnostic('slug-collision', {
    file: manifestPath(folder),
    message,
    help: 'Rename one of the folders.',
    related: others.map(other => ({ message: `has the slug ${quote(slug)} too`, file: manifestPath(other) })),
  })
}

/** The collisions among folders, by slug. */
export function findSlugCollisions(
  apps: Iterable<{ readonly folder: string; readonly slug: string }>,
): readonly SlugCollision[] {
  const bySlug = new Map<string, string[]>()
  for (const { folder, slug } of apps) {
    const folders = bySlug.get(slug)
    if (folders) folders.push(folder)
    else bySlug.set(slug, [folder])
  }
  return [...bySlug].filter(([, folders]) => folders.length > 1).map(([slug, folders]) => ({ slug, folders }))
}
