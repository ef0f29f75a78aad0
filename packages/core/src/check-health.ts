import type { Engine } from './engine/engine.js'
import type { Health } from './health.js'
import type { Source } from './source/source.js'
import type { Storage } from './storage/storage.js'

/** What a Waybill stands on. */
export interface HealthDeps {
  readonly storage: Storage
  readonly source: Source
  readonly engines: readonly Engine[]
}

/**
 * Asks every part how it is. Without its database Waybill can do nothing; without its source or an engine it goes
 * on with what it knows.
 */
export async function checkHealth({ storage, source, engines }: HealthDeps): Promise<Health> {
  const [databaseError, sourceError, probes, version] = await Promise.all([
    errorOf(storage.ping()),
    errorOf(touch(source)),
    Promise.all(engines.map(engine => engine.probe())),
    storage.catalog.getVersion().catch(() => undefined),
  ])
  return {
    ok: databaseError === null,
    database: { ...storage.info, ok: databaseError === null, error: databaseError },
    source: { ...source.info, ok: sourceError === null, error: sourceError },
    engines: probes,
    catalogVersion: version?.number ?? null,
  }
}

/** Opens the source and reads no folder of it. */
async function touch(source: Source): Promise<void> {
  for await (const _ of source.read({ known: new Map(), folders: new Set() })) return
}

async function errorOf(work: Promise<unknown>): Promise<string | null> {
  try {
    await work
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
