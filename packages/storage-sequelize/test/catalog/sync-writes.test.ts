import { type AppChange, appQuerySchema, lostReport } from '@waybill/core'
import {
  changeAppWrite,
  makeAppWrite,
  makeDiagnostic,
  makeManifest,
  makeNewEvent,
  makeSyncReport,
} from '@waybill/core/testing'
import { expect } from 'chai'
import { beforeEach, it } from 'mocha'
import type { SqlEntry } from '../../src/index.js'
import { describeOnServers } from '../support/servers.js'
import { useStorage } from '../support/use-storage.js'

describeOnServers('the writes of a sync', server => {
  const statements: SqlEntry[] = []
  const harness = useStorage(server, { onSql: entry => statements.push(entry) })
  beforeEach(async () => {
    await harness.empty()
    statements.length = 0
  })

  const add = (...slugs: string[]): AppChange[] =>
    slugs.map(slug => ({ kind: 'added', app: makeAppWrite({ slug }) }))
  const apply = async (changes: readonly AppChange[], eventCount = 0) => {
    const baseVersion = (await harness.storage.catalog.getVersion()).number
    statements.length = 0
    const outcome = await harness.storage.catalog.applySync({
      plan: { baseVersion, changes, unchanged: 0, found: changes.length },
      report: makeSyncReport('2026-01-31T09:30:00.000Z', { changed: changes }),
      events: Array.from({ length: eventCount }, () => makeNewEvent()),
    })
    return outcome
  }
  const list = (query = {}) => harness.storage.catalog.listApps(appQuerySchema.parse(query))

  it('that were silent for too long are of a process that is gone, by the database’s clock', async () => {
    const report = makeSyncReport('2026-01-31T09:30:00.000Z', { status: 'running', endedAt: null })
    const { catalog } = harness.storage
    await catalog.noteSync?.(report)
    const silent = async (seconds: number) => {
      await harness.sql(`UPDATE syncs SET seen_at = clock_timestamp() - interval '${seconds} s'`)
      return (await catalog.listSyncs({ id: report.id }))[0]
    }
    expect(await silent(20)).to.include({ status: 'running', error: null })
    expect(await silent(40)).to.deep.equal(lostReport(report))
    // One that only was slow is itself again.
    await catalog.noteSync?.(report)
    expect(await catalog.listSyncs({})).to.deep.equal([report])
  })

  it('take a fixed number of statements, and one more per 500 apps and per 2000 events', async () => {
    const beginnings = () => statements.map(({ sql }) => sql.trim().split(/\s+/).slice(0, 2).join(' '))
    const lock = "SELECT pg_advisory_xact_lock(hashtextextended('waybill"
    await apply(add('a'), 1)
    expect(beginnings()).to.deep.equal(['BEGIN', lock, 'WITH change', 'WITH counted', 'WITH counter'])
    const many = add(...Array.from({ length: 1500 }, (_, index) => `app-${index}`))
    await apply(many, 3001)
    expect(beginnings()).to.deep.equal([
      'BEGIN',
      lock,
      ...['WITH change', 'WITH change', 'WITH change'],
      'WITH counted',
      ...['WITH counter', 'WITH counter'],
      'COMMIT',
    ])
  })

  it('say nothing of the data in the log of statements', async () => {
    await apply(add('secret-slug'), 1)
    expect(statements.map(({ sql }) => sql).join('\n'))
      .not.to.include('secret-slug')
      .and.not.to.include('app.added')
  })

  it('store what PostgreSQL cannot hold as replacement characters, and the rest with it', async () => {
    const app = makeAppWrite({
      slug: 'shop',
      newManifest: makeManifest({ appName: 'nul \0 half \ud800 whole 🚢', description: 'back\\u0000slash' }),
      diagnostics: [makeDiagnostic({ message: 'odd \0' })],
    })
    await apply([{ kind: 'added', app }, ...add('blog')])
    const stored = await harness.storage.catalog.findApp('shop')
    expect(stored?.appName).to.equal('nul \ufffd half \ufffd whole 🚢')
    expect(stored?.description).to.equal('back\\u0000slash')
    expect(stored?.diagnostics[0]?.message).to.equal('odd \ufffd')
    expect((await list()).total).to.equal(2)
  })

  it('let lists find text in any case, whatever the language of the database', async () => {
    const newManifest = makeManifest({ appName: 'ÄPFEL & Straße', description: 'Ελλάδα' })
    await apply([{ kind: 'added', app: makeAppWrite({ slug: 'shop', newManifest }) }])
    for (const q of ['äpfel', 'STRAßE', 'ΕΛΛΆΔΑ']) expect((await list({ q })).total, q).to.equal(1)
    expect((await list({ q: 'apfel' })).total).to.equal(0)
  })

  it('keep the name of an app that broke in its place in lists', async () => {
    const [shop, blog] = [makeAppWrite({ slug: 'shop' }), makeAppWrite({ slug: 'blog' })]
    await apply([
      { kind: 'added', app: { ...shop, newManifest: makeManifest({ appName: 'B', owner: 'ada' }) } },
      { kind: 'added', app: { ...blog, newManifest: makeManifest({ appName: 'C' }) } },
    ])
    await apply([{ kind: 'broken', app: changeAppWrite(shop, { status: 'invalid', errors: 1 }) }])
    expect((await list({ sort: 'appName' })).items.map(({ slug }) => slug)).to.deep.equal(['shop', 'blog'])
    expect((await list({ owner: 'ada', q: 'b' })).total).to.equal(1)
  })

  it('show every list of one version: its items, its total and its number belong together', async () => {
    let writing = true
    const write = async () => {
      for (let index = 0; index < 25; index++) await apply(add(`app-${index}`))
      writing = false
    }
    const written = write()
    let reads = 0
    while (writing) {
      const { version, total, items } = await list()
      expect([total, items.length]).to.deep.equal([version, version])
      const known = await harness.storage.catalog.listKnown()
      expect(known.apps).to.have.length(known.version)
      reads += 1
    }
    await written
    expect(reads).to.be.greaterThan(0)
  })
})
