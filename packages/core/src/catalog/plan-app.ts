import type { Diagnostic } from '../diagnostic/diagnostic.js'
import { WaybillError } from '../error/waybill-error.js'
import type { AppId, NewId } from '../id/ids.js'
import { hashJson } from '../manifest/content-hash.js'
import type { FoundApp, ReadApp, UnchangedApp } from '../source/found-app.js'
import type { SlugAssignment } from './assign-slugs.js'
import { manifestFile } from './manifest-file.js'
import type { ChangeKind } from './sync.js'
import type { AppChange, AppWrite, KnownApp } from './sync-plan.js'

/**
 * Marks the fingerprint of a folder that shares its slug. What it collides with may go without the folder
 * changing, so a scan is not told of its fingerprint and reads it.
 */
const sharedMark = 'shared slug\n'

/** Fingerprints by folder, of the apps that a scan need not read when they still hold. */
export function fingerprintsOf(known: readonly KnownApp[]): ReadonlyMap<string, string> {
  const fingerprints = new Map<string, string>()
  for (const { folder, status, fingerprint } of known) {
    if (status !== 'removed' && !isUncertain({ fingerprint })) fingerprints.set(folder, fingerprint)
  }
  return fingerprints
}

/** Whether an app has to be read although its folder did not change. */
export function isUncertain({ fingerprint }: Pick<KnownApp, 'fingerprint'>): boolean {
  return fingerprint.startsWith(sharedMark)
}

/** What the plan for one found app is made of. */
export interface AppInput {
  readonly app: FoundApp
  readonly assignment: SlugAssignment
  /** The app in the catalog that this is, also a removed one or one that was in another folder. */
  readonly before: KnownApp | undefined
  readonly newId: NewId
}

/** Plans one app that was found; undefined when it is as the catalog knows it. */
export function planApp({ app, assignment, before, newId }: AppInput): AppChange | undefined {
  const after = app.unchanged ? keepApp(app, assignment, before) : readApp(app, assignment, before, newId)
  const kind = after === undefined ? undefined : kindOfChange(after, before)
  if (after === undefined || kind === undefined) return undefined
  if (before === undefined || before.slug === after.slug) return { kind, app: after }
  return { kind, app: after, from: before.slug }
}

/** Plans an app whose folder is gone. Its findings go with the folder, its last good revision stays. */
export function planRemoval({ id, slug, folder, contentHash }: KnownApp): AppChange {
  const app: AppWrite = {
    id,
    slug,
    folder,
    status: 'removed',
    fingerprint: '',
    contentHash,
    diagnosticsHash: '',
    errors: 0,
    warnings: 0,
    diagnostics: [],
    file: manifestFile(folder),
  }
  return { kind: 'removed', app }
}

/** An app that was not read is as it was, but for its slug when slugs are made in another way than before. */
function keepApp(
  { folder, fingerprint }: UnchangedApp,
  { slug, collision }: SlugAssignment,
  before: KnownApp | undefined,
): AppWrite | undefined {
  if (before === undefined || before.status === 'removed' || collision !== undefined) {
    throw new WaybillError(
      'INTERNAL',
      `The scan did not read the folder ${folder}, of which too little is known.`,
    )
  }
  if (before.slug === slug) return undefined
  return { ...before, slug, fingerprint, file: manifestFile(folder) }
}

function readApp(
  app: ReadApp,
  { slug, collision, lost }: SlugAssignment,
  before: KnownApp | undefined,
  newId: NewId,
): AppWrite {
  const diagnostics = collision === undefined ? app.diagnostics : [...app.diagnostics, collision]
  const diagnosticsHash = hashDiagnostics(diagnostics)
  const contentBefore = before?.contentHash ?? null
  const manifest = lost ? undefined : app.manifest
  const contentHash = manifest === undefined ? contentBefore : (app.contentHash ?? null)
  // One literal, not spreads: a spread costs more than all the rest, and this runs for every app.
  return {
    id: before?.id ?? newId<AppId>(),
    slug,
    folder: app.folder,
    status: manifest !== undefined ? 'active' : contentHash === null ? 'broken' : 'invalid',
    fingerprint: collision === undefined ? app.fingerprint : `${sharedMark}${app.fingerprint}`,
    contentHash,
    diagnosticsHash,
    errors: countSeverity(diagnostics, 'error'),
    warnings: countSeverity(diagnostics, 'warning'),
    newManifest: contentHash === contentBefore ? undefined : manifest,
    diagnostics: before?.diagnosticsHash === diagnosticsHash ? undefined : diagnostics,
    file: app.file,
  }
}

/** Not their canonical JSON, which takes longer: their keys are always in the same order. */
function hashDiagnostics(diagnostics: readonly Diagnostic[]): string {
  return diagnostics.length === 0 ? '' : hashJson(JSON.stringify(diagnostics))
}

function countSeverity(diagnostics: readonly Diagnostic[], severity: Diagnostic['severity']): number {
  let count = 0
  for (const diagnostic of diagnostics) if (diagnostic.severity === severity) count += 1
  return count
}

/** The kinds are told in `changeKinds`; the first that fits holds. */
function kindOfChange(after: AppWrite, before: KnownApp | undefined): ChangeKind | undefined {
  if (before === undefined) return after.status === 'active' ? 'added' : 'broken'
  if (before.status === 'removed') return 'restored'
  if (before.folder !== after.folder) return 'moved'
  if (before.status !== after.status) return after.status === 'active' ? 'recovered' : 'broken'
  if (after.newManifest !== undefined || before.diagnosticsHash !== after.diagnosticsHash) return 'changed'
  if (before.slug !== after.slug) return 'moved'
  return before.fingerprint === after.fingerprint ? undefined : 'touched'
}
