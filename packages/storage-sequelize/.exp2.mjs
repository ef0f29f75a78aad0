import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { newId } from '@waybill/core'
import { startLocalPostgres } from '@waybill/local-postgres'
import { Client } from 'pg'
import { writeChanges } from './dist/src/catalog/write-changes.js'
import { buildEventAppends } from './dist/src/event/append-events.js'
import { makeMigrator } from './dist/src/index.js'
import { embeddedBinaries } from './dist/src/testing/embedded-binaries.js'

const dir = mkdtempSync('/tmp/ssbench-')
const server = await startLocalPostgres({ dataDir: dir + '/pg', binDir: embeddedBinaries() })
const m = makeMigrator({ url: server.url })
await m.up()
await m.close()
const c = new Client({ connectionString: server.url, options: '-c search_path=waybill' })
await c.connect()
const N = 10000
const pid = (await c.query('select pg_backend_pid() p')).rows[0].p
const cpu = () => {
  const f = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ')
  return (Number(f[11]) + Number(f[12])) * 10
}
const ncpu = () => {
  const u = process.cpuUsage()
  return (u.user + u.system) / 1000
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
const apps = Array.from({ length: N }, (_, i) => make(i))
const changes = apps.map(app => ({ kind: 'added', app }))
const report = { id: newId(), source: { commit: null }, endedAt: at }
const ev = app => ({
  type: 'app.added',
  at,
  subject: { kind: 'app', id: app.id, name: app.slug },
  actor: null,
  data: {
    syncId: report.id,
    catalogVersion: 1,
    status: 'active',
    contentHash: app.contentHash,
    errors: 0,
    warnings: 0,
  },
})
const events = apps.map(ev)
const chunked = (n, f) => async () => {
  for (let i = 0; i < N; i += n) {
    const s = f(changes.slice(i, i + n))
    await c.query(s.text, s.values)
  }
}
const full = n => chunked(n, part => writeChanges(part, { report, version: 1 }))
const appsOnly = n =>
  chunked(n, part => {
    const s = writeChanges(part, { report, version: 1 })
    const text =
      s.text.slice(0, s.text.indexOf('RETURNING id, revision')) +
      'RETURNING id) SELECT count(*) + count($5::int) FROM written'
    return { text, values: s.values }
  })
const appsNoManifest = n =>
  chunked(n, part => {
    const s = writeChanges(part, { report, version: 1 })
    return {
      text: s.text.replace('THEN 1 END, manifest, app_name', 'THEN 1 END, NULL, app_name'),
      values: s.values,
    }
  })

const cols = [
  'id',
  'slug',
  'folder',
  'status',
  'fingerprint',
  'content_hash',
  'diagnostics_hash',
  'errors',
  'warnings',
  'file',
  'manifest',
  'app_name',
  'owner',
  'search_text',
  'diagnostics',
]
const types = [
  'uuid',
  'text',
  'text',
  'text',
  'text',
  'text',
  'text',
  'int',
  'int',
  'text',
  'jsonb',
  'text',
  'text',
  'text',
  'jsonb',
]
const row = ({ app }) => ({
  id: app.id,
  slug: app.slug,
  folder: app.folder,
  status: app.status,
  fingerprint: app.fingerprint,
  content_hash: app.contentHash,
  diagnostics_hash: app.diagnosticsHash,
  errors: app.errors,
  warnings: app.warnings,
  file: app.file,
  manifest: app.newManifest,
  app_name: app.newManifest.appName,
  owner: app.newManifest.owner ?? null,
  search_text: (app.newManifest.appName + '\n' + app.newManifest.description).toLowerCase(),
  diagnostics: null,
})
const sel = cols.map(x => `count(${x})`).join(',')
const rec = cols.map((x, i) => x + ' ' + types[i]).join(', ')
const arrays = part => {
  const rows = part.map(row)
  return cols.map((x, i) =>
    types[i] === 'jsonb' ? rows.map(r => (r[x] == null ? null : JSON.stringify(r[x]))) : rows.map(r => r[x]),
  )
}
const unnestFrom = `unnest(${cols.map((x, i) => `$${i + 1}::${types[i] === 'jsonb' ? 'text' : types[i]}[]`).join(', ')}) AS c(${cols.join(', ')})`
const lit = v =>
  v === null ? 'NULL' : typeof v === 'number' ? String(v) : "'" + v.replaceAll("'", "''") + "'"
const ins = from =>
  `WITH change AS MATERIALIZED (SELECT * FROM ${from}), written AS (INSERT INTO apps AS app (id, slug, folder, status, fingerprint, content_hash, diagnostics_hash, errors, warnings, file, revision, manifest, app_name, owner, search_text, commit, sync_id, diagnostics, created_at, updated_at, removed_at) SELECT id, slug, folder, status, fingerprint, content_hash, diagnostics_hash, errors, warnings, file, 1, manifest::jsonb, app_name, owner, search_text, NULL, '${report.id}', diagnostics::jsonb, now(), now(), null FROM change ON CONFLICT (id) DO UPDATE SET slug = excluded.slug RETURNING id, revision) INSERT INTO app_revisions (app_id, number, content_hash, manifest, commit, sync_id, catalog_version, created_at) SELECT id, written.revision, change.content_hash, change.manifest::jsonb, null, '${report.id}', 1, now() FROM written JOIN change USING (id)`

const special = /["\\]/
const item = v =>
  v === null || v === undefined
    ? 'NULL'
    : typeof v === 'number'
      ? v
      : special.test(v)
        ? '"' + v.replace(/["\\]/g, '\\$&') + '"'
        : '"' + v + '"'
const arr = vs => '{' + vs.map(item).join(',') + '}'
const fast = part => arrays(part).map(arr)
const evArr = evs =>
  [
    evs.map(e => e.type),
    evs.map(e => e.at),
    evs.map(e => e.subject.kind),
    evs.map(e => e.subject.id),
    evs.map(e => e.subject.name),
    evs.map(e => e.actor),
    evs.map(e => JSON.stringify(e.data)),
  ].map(arr)
const variants = {
  'fast unnest parse': chunked(1000, p => ({
    text: `SELECT ${sel.replace('count(manifest)', 'count(manifest::jsonb)')} FROM ${unnestFrom}`,
    values: fast(p),
  })),
  'full: json recordset': chunked(1000, p => ({
    text: ins(`json_to_recordset($1::json) AS c(${rec})`),
    values: [JSON.stringify(p.map(row))],
  })),
  'full: jsonb recordset': chunked(1000, p => ({
    text: ins(`jsonb_to_recordset($1::jsonb) AS c(${rec})`),
    values: [JSON.stringify(p.map(row))],
  })),
  'full: fast unnest': chunked(1000, p => ({ text: ins(unnestFrom), values: fast(p) })),
  'full: fast unnest one manifest': chunked(1000, p => ({
    text: ins(unnestFrom).replace('1, manifest::jsonb', '1, NULL'),
    values: fast(p),
  })),
  'js fast arrays only': async () => {
    for (let i = 0; i < N; i += 1000) fast(changes.slice(i, i + 1000))
  },
  events: async () => {
    for (const s of buildEventAppends(events, 'x')) await c.query(s.text)
  },
  'events jsonb': async () => {
    for (const s of buildEventAppends(events, 'x'))
      await c.query(
        s.text.replace('json_to_recordset', 'jsonb_to_recordset').replace("'::json)", "'::jsonb)"),
      )
  },
  'events unnest': async () => {
    for (let i = 0; i < N; i += 2000)
      await c.query(
        'INSERT INTO events SELECT ' +
          i +
          '+n, t, at, k, id, nm, ac, d::jsonb FROM unnest($1::text[], $2::timestamptz[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[]) WITH ORDINALITY AS e(t, at, k, id, nm, ac, d, n)',
        evArr(events.slice(i, i + 2000)),
      )
  },
}
const best = {}
for (let r = 0; r < 9; r++)
  for (const [name, f] of Object.entries(variants)) {
    await c.query('TRUNCATE apps, app_revisions, events')
    if (r % 3 === 0) await c.query('CHECKPOINT')
    await c.query('BEGIN')
    const s = performance.now()
    const p0 = cpu(),
      n0 = ncpu()
    await f()
    await c.query('COMMIT')
    const d = performance.now() - s
    const p = cpu() - p0,
      n = ncpu() - n0
    best[name] ??= [[], [], []]
    best[name][0].push(d)
    best[name][1].push(p)
    best[name][2].push(n)
  }
const med = a => a.sort((x, y) => x - y)[a.length >> 1]
for (const [k, [d, p, n]] of Object.entries(best))
  console.log(
    k.padEnd(32),
    'wall min',
    Math.min(...d)
      .toFixed(0)
      .padStart(6),
    ' backend cpu med',
    med(p),
    ' node cpu med',
    med(n).toFixed(0),
  )
await c.end()
await server.stop()
rmSync(dir, { recursive: true, force: true })
