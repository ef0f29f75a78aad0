import { mkdtempSync, rmSync } from 'node:fs'
import { monitorEventLoopDelay, performance } from 'node:perf_hooks'
import { newId } from '@waybill/core'
import { startLocalPostgres } from '@waybill/local-postgres'
import { makeMigrator, sequelizeStorage } from './dist/src/index.js'
import { embeddedBinaries } from './dist/src/testing/embedded-binaries.js'

const binDir = process.argv[2] ?? embeddedBinaries()
const dir = mkdtempSync('/tmp/ssbench-')
const server = await startLocalPostgres({ dataDir: dir + '/pg', binDir })
const { Client } = await import('pg')
const admin = new Client({ connectionString: server.url })
await admin.connect()
const N = Number(process.env.N ?? 10000)

import { readdirSync, readFileSync } from 'node:fs'

const pgcpu = () => {
  let sum = 0
  for (const p of readdirSync('/proc')) {
    if (!/^\d+$/.test(p)) continue
    try {
      const raw = readFileSync(`/proc/${p}/stat`, 'utf8')
      const f = raw.slice(raw.lastIndexOf(')') + 2).split(' ')
      if (Number(f[1]) === server.pid) sum += (Number(f[11]) + Number(f[12])) * 10
    } catch {}
  }
  return sum
}
const ncpu = () => {
  const u = process.cpuUsage()
  return (u.user + u.system) / 1000
}
const t = async (name, f) => {
  const h = monitorEventLoopDelay({ resolution: 5 })
  h.enable()
  const p0 = pgcpu(),
    n0 = ncpu()
  const s = performance.now()
  const r = await f()
  const d = performance.now() - s
  h.disable()
  const p = pgcpu() - p0,
    n = ncpu() - n0
  console.log(
    name.padEnd(36),
    d.toFixed(1).padStart(8),
    'ms',
    'loop max',
    (h.max / 1e6).toFixed(0),
    ' cpu pg',
    p,
    'node',
    n.toFixed(0),
  )
  return r
}
const manifest = i => ({
  appName: `Application number ${i}`,
  description: `Does what application ${i} does, and does it well enough for anybody`,
  components: [
    { name: 'web', type: 'frontend', path: './web', port: 3000 },
    {
      name: 'api',
      type: 'backend',
      path: './api',
      port: 8080,
      dependsOn: ['db'],
      annotations: { cpu: '500m', memory: '512Mi' },
    },
    { name: 'worker', type: 'worker', path: './worker' },
  ].slice(0, 1 + (i % 3)),
  owner: `team-${i % 40}`,
  tags: ['retail', 'tier-' + (i % 4)],
  annotations: { domain: `app-${i}.example.com` },
})
const make = i => ({
  id: newId(),
  slug: `app-${i}`,
  folder: `app-${i}`,
  status: 'active',
  fingerprint: `${i}`.repeat(6).padEnd(43, 'x'),
  contentHash: `${i}`.padStart(64, '0'),
  diagnosticsHash: '',
  errors: 0,
  warnings: 0,
  newManifest: manifest(i),
  diagnostics: [],
  file: `app-${i}/app-manifest.json`,
})
const at = new Date().toISOString()
const counts = Object.fromEntries(
  [
    'found',
    'unchanged',
    'added',
    'changed',
    'broken',
    'recovered',
    'moved',
    'removed',
    'restored',
    'touched',
    'active',
    'invalid',
    'neverValid',
    'errors',
    'warnings',
  ].map(k => [k, 0]),
)
const report = () => ({
  id: newId(),
  status: 'completed',
  dryRun: false,
  source: { kind: 'directory', location: '/apps', commit: null },
  startedAt: at,
  endedAt: at,
  durationMs: 1,
  catalogVersion: null,
  counts,
  changes: [],
  error: null,
})
const ev = (app, type = 'app.added') => ({
  type,
  at,
  subject: { kind: 'app', id: app.id, name: app.slug },
  actor: null,
  data: {
    syncId: newId(),
    catalogVersion: 1,
    status: 'active',
    contentHash: app.contentHash,
    errors: 0,
    warnings: 0,
  },
})
for (let round = 0; round < Number(process.env.R ?? 3); round++) {
  await admin.query(`DROP DATABASE IF EXISTS b WITH (FORCE)`)
  await admin.query('CREATE DATABASE b')
  await admin.query('CHECKPOINT')
  const url = new URL(server.url)
  url.pathname = '/b'
  let storage = await t('open fresh (migrate)', () => sequelizeStorage({ connection: url.href }))
  await storage.close()
  storage = await t('open existing', () => sequelizeStorage({ connection: url.href }))
  await storage.close()
  storage = await t('open existing again', () => sequelizeStorage({ connection: url.href }))
  const apps = Array.from({ length: N }, (_, i) => make(i))
  const events = apps.map(a => ev(a))
  const plan = { baseVersion: 0, changes: apps.map(app => ({ kind: 'added', app })), unchanged: 0, found: N }
  // raw floor: apps rows only by one statement per 1000
  await t('cold applySync', () => storage.catalog.applySync({ plan, report: report(), events }))
  await t('listKnown', () => storage.catalog.listKnown())
  await t('listKnown', () => storage.catalog.listKnown())
  await t('no-op applySync', () =>
    storage.catalog.applySync({
      plan: { baseVersion: 1, changes: [], unchanged: N, found: N },
      report: report(),
      events: [],
    }),
  )
  const one = { ...apps[5], contentHash: 'x' }
  await t('one change applySync', () =>
    storage.catalog.applySync({
      plan: { baseVersion: 1, changes: [{ kind: 'changed', app: one }], unchanged: N - 1, found: N },
      report: report(),
      events: [ev(one)],
    }),
  )
  await t('touched all', () =>
    storage.catalog.applySync({
      plan: { baseVersion: 2, changes: apps.map(app => ({ kind: 'touched', app })), unchanged: 0, found: N },
      report: report(),
      events: [],
    }),
  )
  const q = { sort: 'slug', limit: 1000 }
  await t('listApps 1000', () => storage.catalog.listApps(q))
  await t('listApps 1000', () => storage.catalog.listApps(q))
  await t('getVersion x1000 (5 par)', async () => {
    for (let i = 0; i < 200; i++) await Promise.all([1, 2, 3, 4, 5].map(() => storage.catalog.getVersion()))
  })
  await t('findApp x1000 (5 par)', async () => {
    for (let i = 0; i < 200; i++)
      await Promise.all([1, 2, 3, 4, 5].map(() => storage.catalog.findApp('app-77')))
  })
  await storage.close()
}
await admin.end()
await server.stop()
rmSync(dir, { recursive: true, force: true })
