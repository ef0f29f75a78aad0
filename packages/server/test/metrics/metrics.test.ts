import type { StorageReport } from '@waybill/core'
import { expect } from 'chai'
import { describe, it } from 'mocha'
import { isReady, judgeReadiness } from '../../src/metrics/readiness.js'
import { call, callForProblem } from '../call.js'
import { serverPerTest } from '../serve.js'

const report: StorageReport = {
  pendingMigrations: [],
  apps: { active: 2, invalid: 1 },
  runs: [
    { kind: 'provision', status: 'applied', count: 3, attempts: 4 },
    { kind: 'provision', status: 'errored', count: 1, attempts: 2 },
  ],
  queue: { depth: 5, oldestSeconds: 12.5 },
  leases: { held: 2, expired: 1 },
  workers: 1,
  pendingDeliveries: 7,
  pool: { max: 10, open: 3, idle: 2, waiting: 0 },
}

describe('GET /metrics', () => {
  const serve = serverPerTest()

  it('tells requests by route and status, and what is stored', async () => {
    const { url } = await serve({ inspect: async () => report })
    await call(url, 'GET /api/v1/catalog/shop')
    await call(url, 'GET /api/v1/catalog/nothing')
    await fetch(`${url}/nowhere`)
    const { text, headers } = await call(url, 'GET /metrics')
    expect(headers.get('Content-Type')).to.match(/^text\/plain; version=0\.0\.4/)
    for (const line of [
      'waybill_http_request_duration_seconds_count{method="GET",route="/api/v1/catalog/{slug}",status="200"} 1',
      'waybill_http_request_duration_seconds_count{method="GET",route="/api/v1/catalog/{slug}",status="404"} 1',
      'waybill_http_request_duration_seconds_count{method="GET",route="none",status="404"} 1',
      'waybill_info{version="0.0.0-test"} 1',
      'waybill_database_up 1',
      'waybill_apps{status="active"} 2',
      'waybill_runs{kind="provision",status="applied"} 3',
      'waybill_run_attempts{kind="provision"} 6',
      'waybill_queue_depth 5',
      'waybill_queue_oldest_seconds 12.5',
      'waybill_leases{state="expired"} 1',
      'waybill_workers 1',
      'waybill_webhook_deliveries_pending 7',
      'waybill_database_connections{state="idle"} 2',
    ])
      expect(text).to.contain(`${line}\n`)
    expect(text).to.match(/waybill_sync_last_duration_seconds \d/)
    expect(text).to.contain('nodejs_eventloop_lag_seconds')
    expect((await call(url, 'GET /metrics')).text).to.contain('waybill_run_attempts{kind="provision"} 6\n')
  })

  it('says that the database is away, and leaves no old figures', async () => {
    let away = false
    const { url } = await serve({
      inspect: async () => {
        if (away) throw new Error('away')
        return report
      },
    })
    await call(url, 'GET /metrics')
    away = true
    const { text } = await call(url, 'GET /metrics')
    expect(text).to.contain('waybill_database_up 0\n').and.not.to.contain('waybill_apps{')
  })
})

describe('GET /readyz', () => {
  const serve = serverPerTest()

  it('names everything that is stood on', async () => {
    const { url } = await serve({ inspect: async () => report })
    const { json } = await call(url, 'GET /readyz')
    const fine = { ok: true, error: null }
    expect(json).to.deep.equal({
      status: 'ok',
      checks: { database: fine, migrations: fine, queue: fine, source: fine, engine: fine },
    })
  })

  it('fails while migrations are pending, and names them', async () => {
    const { url } = await serve({ inspect: async () => ({ ...report, pendingMigrations: ['0007-access'] }) })
    const problem = await callForProblem(url, 'GET /readyz')
    expect(problem).to.include({ status: 503, code: 'SCHEMA_OUTDATED' })
    expect(problem.detail).to.contain('0007-access')
    expect(problem.checks).to.deep.include({ database: { ok: true, error: null } })
  })
})

describe('judgeReadiness', () => {
  const health = {
    ok: true,
    database: { kind: 'postgresql', version: '18', location: 'x', ok: true, error: null },
    source: { kind: 'directory', location: '/apps', ok: true, error: null },
    engines: [{ name: 'simulated', available: true, version: null, detail: '' }],
    catalogVersion: 1,
  } as unknown as Parameters<typeof judgeReadiness>[0] & object

  it('a source that is away is named, and takes nothing out of service', () => {
    const readiness = judgeReadiness(
      {
        ...health,
        source: { kind: 'directory', location: '/apps', ok: false, error: 'gone' },
      } as typeof health,
      report,
    )
    expect(readiness.source).to.deep.equal({ ok: false, error: 'gone' })
    expect(isReady(readiness)).to.equal(true)
  })

  it('runs that wait without a worker are named', () => {
    const readiness = judgeReadiness(health, { ...report, workers: 0 })
    expect(readiness.queue.error).to.equal('5 runs wait, and no worker lives.')
    expect(isReady(readiness)).to.equal(true)
  })

  it('a database that is away fails', () => {
    const away = { ok: false, error: 'refused' }
    const readiness = judgeReadiness(
      { ...health, database: { ...away } } as unknown as typeof health,
      new Error('refused'),
    )
    expect(isReady(readiness)).to.equal(false)
    expect(isReady(judgeReadiness(new Error('x'), undefined))).to.equal(false)
  })
})
