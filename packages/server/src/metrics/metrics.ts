import type { StorageReport, SyncReport, Waybill } from '@waybill/core'
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { RequestLogEntry } from '../http/request-log.js'

/** What metrics are made of. */
export interface MetricsOptions {
  readonly waybill: Waybill
  readonly waybillVersion: string
  /** Counts what is stored; without it only the process and its requests are measured. */
  readonly inspect: (() => Promise<StorageReport>) | undefined
}

/** Measures, as Prometheus reads them. */
export interface Metrics {
  readonly contentType: string
  /** Counts an answered request. */
  observe(entry: RequestLogEntry): void
  /** Looks how everything is, and writes it in the text format. Whoever comes meanwhile gets the same. */
  render(): Promise<string>
}

/** From what memory answers to what a sync of ten thousand apps takes, in seconds. */
const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]

/** Makes the measures of one server, in a registry of their own. */
export function makeMetrics({ waybill, waybillVersion, inspect }: MetricsOptions): Metrics {
  const registry = new Registry()
  const requests = new Histogram({
    name: 'waybill_http_request_duration_seconds',
    help: 'Requests by route as OpenAPI writes it, from their head to the last byte of the answer.',
    labelNames: ['method', 'route', 'status'] as const,
    buckets,
    registers: [registry],
  })
  new Gauge({
    name: 'waybill_info',
    help: 'Version of Waybill.',
    labelNames: ['version'] as const,
    registers: [registry],
  }).set({ version: waybillVersion }, 1)
  const stored = makeStoredGauges(registry)
  let rendering: Promise<string> | undefined
  let hasDefaults = false
  const render = async () => {
    // With the first look, so that a server that nobody looks at pays nothing.
    if (!hasDefaults) collectDefaultMetrics({ register: registry })
    hasDefaults = true
    await stored.update(waybill, inspect)
    return registry.metrics()
  }
  return {
    contentType: registry.contentType,
    observe({ fields: { method, route, status, durationMs } }) {
      requests.observe({ method: knownMethod(method), route: route ?? 'none', status }, durationMs / 1000)
    },
    render() {
      rendering ??= render().finally(() => {
        rendering = undefined
      })
      return rendering
    },
  }
}

const methods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])

/** A client may invent methods, and each would be a series of its own. */
function knownMethod(method: string): string {
  return methods.has(method) ? method : 'other'
}

function makeStoredGauges(registry: Registry) {
  const gauge = <Label extends string>(name: string, help: string, ...labelNames: Label[]) =>
    new Gauge({ name: `waybill_${name}`, help, labelNames, registers: [registry] })
  const databaseUp = gauge('database_up', 'Whether the database answers.')
  const catalogVersion = gauge('catalog_version', 'Version of the catalog.')
  const apps = gauge('apps', 'Apps by status.', 'status')
  const runs = gauge('runs', 'Runs that are kept, by kind and status.', 'kind', 'status')
  const attempts = gauge('run_attempts', 'Attempts of the runs that are kept, by kind.', 'kind')
  const queueDepth = gauge('queue_depth', 'Runs that no worker has taken yet.')
  const queueAge = gauge('queue_oldest_seconds', 'How long the oldest of them has waited; 0 for none.')
  const leases = gauge('leases', 'Runs that a worker holds, by state of the lease.', 'state')
  const workers = gauge('workers', 'Workers that live.')
  const deliveries = gauge('webhook_deliveries_pending', 'Messages of webhooks that are not taken yet.')
  const pool = gauge('database_connections', 'Connections to the database, by state.', 'state')
  const syncAt = gauge('sync_last_timestamp_seconds', 'When the last sync ended.', 'status')
  const syncSeconds = gauge('sync_last_duration_seconds', 'How long the last sync took.')
  const all = [
    ...[catalogVersion, apps, runs, attempts, queueDepth, queueAge, leases, workers, deliveries, pool],
    ...[syncAt, syncSeconds],
  ]
  const setReport = (report: StorageReport) => {
    for (const [status, count] of Object.entries(report.apps)) apps.set({ status }, count)
    for (const { kind, status, count, attempts: tries } of report.runs) {
      runs.set({ kind, status }, count)
      attempts.inc({ kind }, tries)
    }
    queueDepth.set(report.queue.depth)
    queueAge.set(report.queue.oldestSeconds ?? 0)
    leases.set({ state: 'held' }, report.leases.held)
    leases.set({ state: 'expired' }, report.leases.expired)
    workers.set(report.workers)
    deliveries.set(report.pendingDeliveries)
    if (report.pool === null) return
    for (const [state, count] of Object.entries(report.pool)) pool.set({ state }, count)
  }
  const setSync = ({ status, startedAt, endedAt }: SyncReport) => {
    if (endedAt === null) return
    syncAt.set({ status }, Date.parse(endedAt) / 1000)
    syncSeconds.set((Date.parse(endedAt) - Date.parse(startedAt)) / 1000)
  }
  return {
    /** What is away leaves no old figures behind. */
    async update(waybill: Waybill, inspect: (() => Promise<StorageReport>) | undefined): Promise<void> {
      for (const one of all) one.reset()
      try {
        const [version, report, syncs] = await Promise.all([
          waybill.catalog.version(),
          inspect?.(),
          waybill.catalog.syncs(),
        ])
        catalogVersion.set(version.number)
        if (report !== undefined) setReport(report)
        const last = syncs.find(({ endedAt }) => endedAt !== null)
        if (last !== undefined) setSync(last)
        databaseUp.set(1)
      } catch {
        // That it is away is the measure.
        databaseUp.set(0)
      }
    },
  }
}
