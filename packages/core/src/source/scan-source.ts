import { setTimeout } from 'node:timers/promises'
import { manifestFile } from '../catalog/manifest-file.js'
import { checkManifest, checksVersion } from '../manifest/check-manifest.js'
import { contentHash } from '../manifest/content-hash.js'
import { type ExtraRule, rulesMark } from '../manifest/extra-rule.js'
import { createBreather } from './breather.js'
import { tickMs } from './directory-folder.js'
import { folderNameDiagnostics } from './folder-name.js'
import type { FoundApp } from './found-app.js'
import { slugify } from './slug.js'
import type { Source, SourceFolder, SourceReadOptions } from './source.js'

/** What a scan goes by. */
export interface ScanSourceOptions {
  /** Fingerprints of the last scan by folder name; folders for which they still hold are not read. */
  readonly known: ReadonlyMap<string, string>
  /** Only these folders, as far as they are there. @default all */
  readonly folders?: ReadonlySet<string>
  /** Rules beside Waybill's own. @default none */
  readonly extraRules?: readonly ExtraRule[]
  /**
   * For diagnostics alone: fingerprints and content hashes stay empty texts, which saves a tenth of the time.
   * @default false
   */
  readonly lean?: boolean
  /** Called with the number of folders that were found so far, again and again. */
  readonly onProgress?: (found: number) => void
  readonly signal?: AbortSignal
}

/** How folders are read and checked. */
interface Reading extends SourceReadOptions {
  readonly onProgress?: (found: number) => void
  readonly extraRules: readonly ExtraRule[]
  readonly lean: boolean
  /** In front of each fingerprint: other checks may find other things in the same files. */
  readonly prefix: string
}

/** After so long a file that was fresh is not, unless it was written again; timers and clocks round. */
const settleMs = tickMs + 5

/** Instead of the fingerprint of a folder that is being written to; no source takes it for its own. */
const unsettled = 'unsettled'

/**
 * Finds the apps of a source, in its order: reads and checks the folders that changed, and says of the others
 * that they did not. Takes no lock; the event loop gets its turn every 10 ms.
 * @throws WaybillError `SOURCE_UNAVAILABLE` when the source is missing or cannot be read
 */
export async function scanSource(
  source: Source,
  { known, folders, extraRules = [], lean = false, onProgress, signal }: ScanSourceOptions,
): Promise<readonly FoundApp[]> {
  const found = new Map<string, FoundApp>()
  const reading = { extraRules, lean, prefix: `${checksVersion}${rulesMark(extraRules)} `, signal }
  const fresh = await readInto(found, source, { ...reading, known, folders, onProgress })
  if (fresh.folders.size > 0) {
    await setTimeout(Math.max(0, settleMs - (performance.now() - fresh.readAt)), undefined, { signal })
    await readAgain(found, source, { ...reading, folders: fresh.folders })
  }
  // Each round leaves fewer folders unchanged, so there is a last one; nearly always it is the first.
  for (let shared = unchangedWithSharedSlug(found); shared.size > 0; shared = unchangedWithSharedSlug(found))
    await readAgain(found, source, { ...reading, folders: shared })
  return [...found.values()]
}

/** The fingerprints as the source made them, of those that these checks went with. */
function ownFingerprints(known: SourceReadOptions['known'], prefix: string): SourceReadOptions['known'] {
  return {
    get: folder => {
      const text = known.get(folder)
      return text?.startsWith(prefix) ? text.slice(prefix.length) : undefined
    },
  }
}

/** Reads folders again, whatever is known of them; those that have gone are forgotten. */
async function readAgain(
  found: Map<string, FoundApp>,
  source: Source,
  reading: Omit<Reading, 'known'> & { readonly folders: ReadonlySet<string> },
): Promise<void> {
  const again = new Map<string, FoundApp>()
  const { folders } = reading
  await readInto(again, source, { ...reading, known: new Map() })
  for (const folder of folders) {
    const app = again.get(folder)
    // By setting what is there the order is kept.
    if (app) found.set(folder, app)
    else found.delete(folder)
  }
}

/** Folders that were written just now, and when the last of them was read. */
interface FreshFolders {
  readonly folders: ReadonlySet<string>
  readonly readAt: number
}

/** Reads folders; returns those that have to be read again. */
async function readInto(
  found: Map<string, FoundApp>,
  source: Source,
  { known, folders, extraRules, lean, prefix, onProgress, signal }: Reading,
): Promise<FreshFolders> {
  const fresh = new Set<string>()
  let readAt = 0
  const breathe = createBreather()
  for await (const entries of source.read({ known: ownFingerprints(known, prefix), folders, signal })) {
    for (const entry of entries) {
      const { folder } = entry
      if (breathe.isDue()) {
        onProgress?.(found.size)
        await breathe.turn()
      }
      if (entry.unchanged) {
        const fingerprint = known.get(folder) ?? ''
        found.set(folder, { folder, slug: slugify(folder), fingerprint, unchanged: true })
      } else {
        found.set(folder, readApp(entry.contents, { extraRules, lean, prefix }))
        if (!entry.contents.isFresh?.()) continue
        fresh.add(folder)
        readAt = performance.now()
      }
    }
    signal?.throwIfAborted()
  }
  return { folders: fresh, readAt }
}

function readApp(
  contents: SourceFolder,
  { extraRules, lean, prefix }: Pick<Reading, 'extraRules' | 'lean' | 'prefix'>,
): FoundApp {
  const { folder } = contents
  const slug = slugify(folder)
  const hasManifest = contents.manifest.kind !== 'missing'
  const ofFolder = hasManifest ? folderNameDiagnostics(folder, slug) : []
  const { manifest, diagnostics } = checkManifest(contents, { extraRules, ofFolder })
  const isTaken = manifest !== undefined && slug !== ''
  return {
    folder,
    slug,
    fingerprint: lean ? '' : `${prefix}${contents.isFresh?.() ? unsettled : contents.fingerprint()}`,
    unchanged: false,
    file: manifestFile(folder),
    hasManifest,
    ...(isTaken && { manifest, contentHash: lean ? '' : contentHash(manifest) }),
    diagnostics,
  }
}

/** Folders that were not read, but have to be: another app has their slug, so both get a diagnostic. */
function unchangedWithSharedSlug(found: ReadonlyMap<string, FoundApp>): ReadonlySet<string> {
  const first = new Map<string, FoundApp>()
  const shared = new Set<string>()
  for (const app of found.values()) {
    if (app.slug === '' || !(app.unchanged || app.hasManifest)) continue
    const other = first.get(app.slug)
    if (!other) first.set(app.slug, app)
    else for (const each of [other, app]) if (each.unchanged) shared.add(each.folder)
  }
  return shared
}
