import { makeTokens } from './access/token-service.js'
import { makeCatalog } from './catalog/catalog-service.js'
import { checkHealth } from './check-health.js'
import type { CreateWaybillOptions, WorkerOptions } from './create-waybill-options.js'
import type { Engine } from './engine/engine.js'
import { simulatedEngine } from './engine/simulated-engine.js'
import { makeEvents } from './event/event-service.js'
import { newId, type RunId } from './id/ids.js'
import { checkExtraRules } from './manifest/extra-rule.js'
import { memoryStorage } from './memory/memory-storage.js'
import { allowRequestViews } from './request/for-request.js'
import { stampStorage } from './request/stamp-storage.js'
import { makeRuns } from './run/run-service.js'
import { RunSignals } from './run/run-signals.js'
import { type RunWorker, type RunWorkerOptions, startRunWorker } from './run/run-worker.js'
import type { Storage } from './storage/storage.js'
import { ParameterMasks } from './template/parameter-mask.js'
import { TemplateCatalog } from './template/template-catalog.js'
import { makeTemplates } from './template/template-service.js'
import type { CatalogApi, Waybill } from './waybill.js'
import { WebhookDispatcher } from './webhook/webhook-dispatcher.js'
import { makeWebhooks } from './webhook/webhook-service.js'
import { NewestVersionsCache } from './workspace/newest-versions.js'
import { makeWorkspaces } from './workspace/workspace-service.js'

const defaultDrainTimeoutMs = 10 * 60 * 1000
const defaultLeaseMs = 180_000
const mostBeatMs = 5000
const mostSweepMs = 10_000

/**
 * Wires a Waybill: catalog, workspaces, runs and a worker over one storage. It reads no environment, installs no
 * signal handler and never prints.
 * @throws WaybillError `STORAGE_UNAVAILABLE` when the worker cannot be started, `INVALID_INPUT` for an extra rule that is none
 */
export async function createWaybill(options: CreateWaybillOptions): Promise<Waybill> {
  const { source, clock = () => new Date(), storage = memoryStorage({ clock }), extraRules = [] } = options
  checkExtraRules(extraRules)
  const engines = listEngines(options.engines)
  const signals = new RunSignals()
  const now = () => performance.now()
  const isSimulated = (name: string) => engines.get(name)?.simulated ?? name === 'simulated'
  let worker: RunWorker | undefined
  const nudge = (id: RunId) => worker?.nudge(id)
  const catalog = makeCatalog({ source, store: storage.catalog, clock, newId, extraRules })
  const templates = new TemplateCatalog(options.templates)
  const newest = new NewestVersionsCache({ catalog: storage.catalog, templates, now })
  const configuredTemplate = options.defaultTemplate
  const masks = new ParameterMasks(storage.workspaces)
  const { limits = {} } = options
  const shared = { storage, signals, isSimulated, masks, nudge, clock, newId, limits }
  if (options.worker !== false) {
    const execution = { storage, source, engines, signals, clock, now, newId, onLog: options.onLog ?? drop }
    worker = await startRunWorker({ ...execution, ...describeWorker(options.worker ?? {}) })
  }
  const { sender, deliver = true } = options.webhooks ?? {}
  const dispatcher =
    sender !== undefined && deliver
      ? new WebhookDispatcher({ storage, sender, clock, onLog: options.onLog ?? drop })
      : undefined
  let closed: Promise<void> | undefined
  const close = () => {
    closed ??= closeParts()
    return closed
  }
  const closeParts = async () => {
    await worker?.close({ drainTimeoutMs: options.drainTimeoutMs ?? defaultDrainTimeoutMs })
    await catalog.close()
    await dispatcher?.close()
    await Promise.all([...engines.values()].map(engine => engine.close?.()))
    await storage.close()
  }
  const ring = () => dispatcher?.ring()
  const makeParts = (own: Storage, ownCatalog: CatalogApi) => {
    const parts = { ...shared, storage: own, catalog: ownCatalog }
    return {
      catalog: ownCatalog,
      workspaces: makeWorkspaces({ ...parts, templates, configuredTemplate, newest, random }),
      runs: makeRuns(parts),
      tokens: makeTokens(parts),
      webhooks: makeWebhooks({ ...parts, sender, ring }),
    }
  }
  const waybill: Waybill = {
    ...makeParts(storage, catalog),
    templates: makeTemplates({
      catalog: templates,
      engines,
      configuredDefault: configuredTemplate,
      clock,
    }),
    events: makeEvents(storage.events),
    health: () => checkHealth({ storage, source, engines: [...engines.values()] }),
    close,
    [Symbol.asyncDispose]: close,
  }
  allowRequestViews(waybill, origin => ({
    ...waybill,
    ...makeParts(stampStorage(storage, origin), catalog.forRequest(origin)),
  }))
  return waybill
}

function listEngines(engines: readonly Engine[] = []): ReadonlyMap<string, Engine> {
  return new Map([simulatedEngine(), ...engines].map(engine => [engine.name, engine]))
}

function describeWorker(
  options: WorkerOptions,
): Pick<
  RunWorkerOptions,
  'worker' | 'workerId' | 'slots' | 'isDead' | 'timing' | 'sweepEveryMs' | 'retentionMs'
> {
  const { slots = 2, leaseMs = defaultLeaseMs, maxAttempts = 5 } = options
  const { sweepEveryMs = Math.min(mostSweepMs, leaseMs / 6) } = options
  const workerId = options.id ?? `local/${crypto.randomUUID()}`
  return {
    workerId,
    slots,
    worker: { host: options.host ?? workerId.split('/')[0] ?? workerId, slots, tags: options.tags ?? [] },
    isDead: options.isDead ?? (() => false),
    timing: { leaseMs, beatMs: Math.min(mostBeatMs, leaseMs / 12), maxAttempts },
    sweepEveryMs,
    retentionMs: (options.retentionDays ?? 90) * 24 * 60 * 60 * 1000,
  }
}

function random(count: number): Uint32Array {
  return crypto.getRandomValues(new Uint32Array(count))
}

function drop(): void {
  // Nobody wants the entries.
}
