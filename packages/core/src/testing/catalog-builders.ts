import type { SyncReport } from '../catalog/sync.js'
import type { AppChange, AppWrite } from '../catalog/sync-plan.js'
import type { Diagnostic } from '../diagnostic/diagnostic.js'
import type { NewEvent } from '../event/event.js'
import { type AppId, newId, type SyncId } from '../id/ids.js'
import type { Manifest } from '../manifest/manifest.js'
import type { ReadApp } from '../source/found-app.js'

/** A small good manifest with one backend. */
export function makeManifest(parts: Partial<Manifest> = {}): Manifest {
  return {
    appName: 'Shop',
    components: [{ name: 'api', type: 'backend', path: './api', port: 8080 }],
    ...parts,
  }
}

/** An error at the first character of a manifest. */
export function makeDiagnostic(parts: Partial<Diagnostic> = {}): Diagnostic {
  const start = { line: 1, column: 1, offset: 0 }
  return {
    code: 'WB201',
    severity: 'error',
    message: 'appName is missing.',
    file: 'shop/app-manifest.json',
    range: { start, end: { line: 1, column: 2, offset: 1 } },
    pointer: '',
    related: [],
    ...parts,
  }
}

/** An app as a sync writes it: new, active, with a manifest named after its slug. */
export function makeAppWrite(parts: Partial<AppWrite> & { readonly slug: string }): AppWrite {
  const folder = parts.folder ?? parts.slug
  return {
    id: newId<AppId>(),
    folder,
    status: 'active',
    fingerprint: `fingerprint of ${folder}`,
    contentHash: `hash of ${folder}`,
    diagnosticsHash: '',
    errors: 0,
    warnings: 0,
    newManifest: makeManifest({ appName: parts.slug }),
    diagnostics: [],
    file: `${folder}/app-manifest.json`,
    ...parts,
  }
}

/** The same app without a new revision and with its findings as they are, for another change of it. */
export function changeAppWrite(write: AppWrite, parts: Partial<AppWrite>): AppWrite {
  const { newManifest: _manifest, diagnostics: _diagnostics, ...rest } = write
  return { ...rest, ...parts }
}

const noCounts: SyncReport['counts'] = {
  found: 0,
  unchanged: 0,
  added: 0,
  changed: 0,
  broken: 0,
  recovered: 0,
  moved: 0,
  removed: 0,
  restored: 0,
  touched: 0,
  active: 0,
  invalid: 0,
  neverValid: 0,
  errors: 0,
  warnings: 0,
}

/** The report of a completed sync of `/apps` that ended at `at`. */
export function makeSyncReport(
  at: string,
  parts: Partial<SyncReport> & { readonly changed?: readonly AppChange[] } = {},
): SyncReport {
  const { changed = [], ...rest } = parts
  return {
    id: newId<SyncId>(),
    status: 'completed',
    dryRun: false,
    source: { kind: 'directory', location: '/apps', commit: null },
    startedAt: at,
    endedAt: at,
    durationMs: 0,
    catalogVersion: null,
    counts: { ...noCounts, found: changed.length },
    changes: changed.map(({ kind, app, from }) => ({
      kind,
      slug: app.slug,
      ...(from === undefined ? {} : { from }),
    })),
    error: null,
    ...rest,
  }
}

/** An event before it has its number. */
export function makeNewEvent(parts: Partial<NewEvent> = {}): NewEvent {
  return {
    type: 'app.added',
    at: '2026-01-31T09:30:00.000Z',
    subject: { kind: 'app', id: newId<AppId>(), name: 'shop' },
    actor: null,
    data: {},
    ...parts,
  }
}

/** An app folder as a scan reads it: with a good manifest that is named after `content`. */
export function makeReadApp(
  folder: string,
  parts: Partial<ReadApp> & { readonly content?: string } = {},
): ReadApp {
  const { content = folder, ...rest } = parts
  return {
    folder,
    slug: folder.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-'),
    fingerprint: `fingerprint of ${content}`,
    unchanged: false,
    file: `${folder}/app-manifest.json`,
    hasManifest: true,
    manifest: makeManifest({ appName: content }),
    contentHash: `hash of ${content}`,
    diagnostics: [],
    ...rest,
  }
}

/** An app folder with a manifest that cannot be taken. */
export function makeBrokenApp(folder: string, parts: Partial<ReadApp> = {}): ReadApp {
  const { manifest: _manifest, contentHash: _contentHash, ...app } = makeReadApp(folder)
  return { ...app, diagnostics: [makeDiagnostic({ file: app.file })], fingerprint: 'broken', ...parts }
}
