import type { Diagnostic } from '../diagnostic/diagnostic.js'
import { hashJson } from '../manifest/content-hash.js'
import type { FoundApp } from '../source/found-app.js'
import { compareText } from './compare-text.js'
import { type Slices, sliceSize } from './slices.js'
import { describeCollision } from './slug-collision.js'
import type { KnownApp } from './sync-plan.js'

/** The slug of one found app. */
export interface SlugAssignment {
  readonly slug: string
  /** The finding when other folders have the same slug. */
  readonly collision?: Diagnostic
  /** True when one of them keeps it, so that this app cannot be taken. */
  readonly lost: boolean
}

interface Claim {
  readonly app: FoundApp
  readonly before: KnownApp | undefined
}

/**
 * Gives each app folder its slug. Of several with one slug, one keeps it: an app that has it in the catalog and
 * can be served; else one with a good manifest; else one that has it; among equals the folder that is named
 * like the slug, then the first by name. All of them get the finding, the others also a slug of their own.
 * Keyed by folder; one that is left out has its slug to itself. `before` is what the catalog knows of each. In
 * slices.
 */
export function* assignSlugs(
  found: readonly FoundApp[],
  before: ReadonlyMap<string, KnownApp>,
): Slices<ReadonlyMap<string, SlugAssignment>> {
  const { first, shared } = groupBySlug(found)
  yield
  const taken = new Set(shared.size === 0 ? [] : first.keys())
  const assignments = new Map<string, SlugAssignment>()
  for (const [slug, group] of shared) {
    const claims = group.map(app => ({ app, before: before.get(app.folder) }))
    for (const [folder, assignment] of assignGroup(slug, claims, taken)) {
      if (assignments.size % sliceSize === 0) yield
      assignments.set(folder, assignment)
    }
  }
  return assignments
}

/** The first app of each slug, and the apps whose slug is none or also that of another one. */
function groupBySlug(found: readonly FoundApp[]) {
  const first = new Map<string, FoundApp>()
  const shared = new Map<string, FoundApp[]>()
  for (const app of found) {
    const other = first.get(app.slug)
    if (other === undefined) first.set(app.slug, app)
    if (other === undefined && app.slug !== '') continue
    const group = shared.get(app.slug)
    if (group !== undefined) group.push(app)
    else shared.set(app.slug, other === undefined ? [app] : [other, app])
  }
  return { first, shared }
}

/** Lazily, so that the work for a group of many can be interrupted as well. */
function* assignGroup(
  slug: string,
  claims: readonly Claim[],
  taken: Set<string>,
): Generator<[folder: string, assignment: SlugAssignment]> {
  const folders = claims.map(({ app }) => app.folder)
  if (slug === '') {
    // A name without a slug is a finding of its own. It only needs something to be stored under.
    for (const folder of folders) yield [folder, { slug: makeUnique('unnamed', folder, taken), lost: false }]
    return
  }
  const winner = claims.toSorted(compareClaims)[0]?.app.folder
  // By name, not by claim: claims change with the catalog, and the findings have to stay the same.
  folders.sort(compareText)
  for (const folder of folders) {
    const collision = describeCollision(folder, { slug, winner, folders })
    if (folder === winner) yield [folder, { slug, lost: false, collision }]
    else yield [folder, { slug: makeUnique(slug, folder, taken), lost: true, collision }]
  }
}

function compareClaims(a: Claim, b: Claim): number {
  return rankClaim(a) - rankClaim(b) || compareText(a.app.folder, b.app.folder)
}

/** The lower, the better. One broken manifest must not take a slug from an app that could be served. */
function rankClaim({ app, before }: Claim): number {
  const holds = before !== undefined && before.status !== 'removed' && before.slug === app.slug
  const isGood = !app.unchanged && app.manifest !== undefined
  const namedAlike = app.folder === app.slug ? 0 : 1
  if (holds && (isGood || before.contentHash !== null)) return 0
  if (isGood) return 2 + namedAlike
  return holds ? 4 : 6 + namedAlike
}

/** Made of the folder's name only, so that it stays the same from sync to sync. */
function makeUnique(slug: string, folder: string, taken: Set<string>): string {
  const hash = hashJson(folder)
  let length = 6
  while (taken.has(`${slug}-${hash.slice(0, length)}`)) length += 1
  const unique = `${slug}-${hash.slice(0, length)}`
  taken.add(unique)
  return unique
}
