import { expect } from 'chai'
import { describe, it } from 'mocha'
import { countSync, nameChanges } from '../../src/catalog/count-sync.js'
import type { ChangeKind } from '../../src/catalog/sync.js'
import { buildSyncEvents } from '../../src/catalog/sync-events.js'
import {
  makeAppWrite,
  makeBrokenApp,
  makeReadApp,
  makeSyncReport,
} from '../../src/testing/catalog-builders.js'
import { PlannedCatalog } from './planned-catalog.js'

const at = '2026-01-31T09:30:00.000Z'

function everyKind() {
  const catalog = new PlannedCatalog()
  const names = ['breaks', 'recovers', 'changes', 'goes', 'returns', 'stays', 'moves', 'touched']
  catalog.sync(...names.map(name => makeReadApp(name)))
  catalog.sync(
    ...names
      .filter(name => name !== 'returns')
      .map(name => (name === 'recovers' ? makeBrokenApp(name) : makeReadApp(name))),
  )
  const before = catalog.known
  const plan = catalog.sync(
    makeBrokenApp('breaks'),
    makeReadApp('recovers'),
    makeReadApp('changes', { content: 'new' }),
    makeReadApp('returns'),
    makeReadApp('stays'),
    makeReadApp('moved', { content: 'moves' }),
    makeReadApp('touched', { fingerprint: 'later' }),
    makeReadApp('new'),
  )
  return { plan, before, after: catalog.known }
}

describe('buildSyncEvents', () => {
  it('tells each change that a reader sees, and then of the sync', () => {
    const { plan } = everyKind()
    const events = buildSyncEvents(makeSyncReport(at), 'ada', plan)
    expect(events.map(({ type, subject }) => `${type} ${subject.name}`)).to.deep.equal([
      'app.broken breaks',
      'app.recovered recovers',
      'app.changed changes',
      'app.restored returns',
      'app.moved moved',
      'app.added new',
      'app.removed goes',
      'sync.completed null',
    ])
  })

  it('says of each when, by whom, in which sync and in which version of the catalog', () => {
    const { plan } = everyKind()
    const report = makeSyncReport(at)
    for (const event of buildSyncEvents(report, 'ada', plan)) {
      expect(event).to.deep.include({ at, actor: 'ada' })
      expect(event.data.catalogVersion).to.equal(plan.baseVersion + 1)
      if (event.subject.kind === 'app') expect(event.data.syncId).to.equal(report.id)
      else expect(event.subject.id).to.equal(report.id)
    }
  })

  it('says what an app is now, and the slug it had', () => {
    const { plan, after } = everyKind()
    const moved = buildSyncEvents(makeSyncReport(at), null, plan).find(({ type }) => type === 'app.moved')
    const app = after.apps.find(({ slug }) => slug === 'moved')
    expect(moved?.subject).to.deep.equal({ kind: 'app', id: app?.id, name: 'moved' })
    expect(moved?.data).to.deep.include({
      from: 'moves',
      status: 'active',
      contentHash: 'hash of moves',
      errors: 0,
    })
  })

  it('stays at the version when apps were only touched', () => {
    const touched = { kind: 'touched' as const, app: makeAppWrite({ slug: 'shop' }) }
    const plan = { baseVersion: 7, changes: [touched], unchanged: 0, found: 1 }
    const events = buildSyncEvents(makeSyncReport(at), null, plan)
    expect(events.map(({ type, data }) => [type, data.catalogVersion])).to.deep.equal([['sync.completed', 7]])
  })

  for (const status of ['held', 'failed'] as const) {
    it(`tells of a sync that was ${status} only that, and why`, () => {
      const error = { code: 'SYNC_HELD', message: 'No.' }
      const events = buildSyncEvents(makeSyncReport(at, { status, error }), null)
      expect(events.map(({ type, data }) => [type, data.error])).to.deep.equal([[`sync.${status}`, error]])
    })
  }
})

describe('countSync', () => {
  it('counts every kind of change, and what the catalog holds afterwards', () => {
    const { plan, before } = everyKind()
    expect(countSync(before, plan)).to.deep.equal({
      found: 8,
      unchanged: 1,
      added: 1,
      changed: 1,
      broken: 1,
      recovered: 1,
      moved: 1,
      removed: 1,
      restored: 1,
      touched: 1,
      active: 7,
      invalid: 1,
      neverValid: 0,
      errors: 1,
      warnings: 0,
    })
  })

  it('counts what the catalog holds when there is no plan, and nothing when it is not known', () => {
    const { after } = everyKind()
    expect(countSync(after)).to.deep.include({ active: 7, invalid: 1, added: 0, found: 0 })
    expect(countSync(undefined)).to.deep.include({ active: 0, invalid: 0, errors: 0 })
  })
})

describe('nameChanges', () => {
  it('names what is of most concern first, then by slug, and no touched ones', () => {
    const { plan } = everyKind()
    expect(nameChanges(plan.changes)).to.deep.equal([
      { kind: 'broken', slug: 'breaks' },
      { kind: 'removed', slug: 'goes' },
      { kind: 'moved', slug: 'moved', from: 'moves' },
      { kind: 'recovered', slug: 'recovers' },
      { kind: 'restored', slug: 'returns' },
      { kind: 'changed', slug: 'changes' },
      { kind: 'added', slug: 'new' },
    ])
  })

  it('names at most 1000, and what broke among them', () => {
    const many = (kind: ChangeKind, count: number) =>
      Array.from({ length: count }, (_, index) => ({ kind, app: makeAppWrite({ slug: `${kind}-${index}` }) }))
    const named = nameChanges([...many('added', 1500), ...many('broken', 3)])
    expect(named).to.have.length(1000)
    expect(named.filter(({ kind }) => kind === 'broken')).to.have.length(3)
  })
})
