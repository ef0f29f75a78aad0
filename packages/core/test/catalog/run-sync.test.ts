import { expect } from 'chai'
import { describe, it } from 'mocha'
import { appQuerySchema } from '../../src/catalog/app-query.js'
import { runSync, type SyncDeps, type SyncJob } from '../../src/catalog/run-sync.js'
import type { SyncReport } from '../../src/catalog/sync.js'
import { syncReportSchema } from '../../src/catalog/sync.js'
import { WaybillError } from '../../src/error/waybill-error.js'
import { makeBrokenApp, makeReadApp } from '../../src/testing/catalog-builders.js'
import { rejectionOf, SyncHarness } from './sync-harness.js'

const many = (count: number) => Array.from({ length: count }, (_, index) => makeReadApp(`app-${index}`))
const unavailable = () => new WaybillError('SOURCE_UNAVAILABLE', 'There is no directory /apps.')

function failing(error: unknown): () => Promise<void> {
  return async () => {
    throw error
  }
}

const job: SyncJob = {
  options: { dryRun: false, force: false },
  actor: null,
  signal: new AbortController().signal,
}

describe('runSync', () => {
  it('brings what is in the source into the catalog and says what it did', async () => {
    const harness = new SyncHarness()
    harness.apps = [makeReadApp('shop'), makeBrokenApp('blog')]
    const report = await harness.sync()
    expect(report).to.deep.include({ status: 'completed', dryRun: false, catalogVersion: 1, error: null })
    expect(report.counts).to.deep.include({
      found: 2,
      added: 1,
      broken: 1,
      active: 1,
      neverValid: 1,
      errors: 1,
    })
    expect(report.changes).to.deep.equal([
      { kind: 'broken', slug: 'blog' },
      { kind: 'added', slug: 'shop' },
    ])
    expect((await harness.store.findApp('shop'))?.status).to.equal('active')
  })

  it('stores the report as it gives it back, with when it began and ended', async () => {
    const harness = new SyncHarness()
    harness.apps = [makeReadApp('shop')]
    const report = await harness.sync()
    expect(await harness.store.listSyncs({ id: report.id })).to.deep.equal([report])
    expect(syncReportSchema.parse(report)).to.deep.equal(report)
    expect(report).to.deep.include({
      startedAt: '2026-01-31T09:30:00.000Z',
      endedAt: '2026-01-31T09:30:00.001Z',
      durationMs: 1,
      source: { kind: 'directory', location: '/apps', commit: null },
    })
  })

  it('appends the events of what it did, in the name of who asked', async () => {
    const harness = new SyncHarness()
    harness.apps = [makeReadApp('shop')]
    await harness.sync({}, { actor: 'ada' })
    const { items } = await harness.events.list({ after: 0, limit: 10 })
    expect(items.map(({ type, actor }) => [type, actor])).to.deep.equal([
      ['app.added', 'ada'],
      ['sync.completed', 'ada'],
    ])
  })

  it('reads only what changed, and no rows of a catalog it knows', async () => {
    const harness = new SyncHarness()
    harness.apps = many(20)
    await harness.sync()
    expect(harness.store.rowsRead).to.equal(1)
    const again = await harness.sync()
    expect(again.counts).to.deep.include({ found: 20, unchanged: 20, active: 20 })
    expect(again.catalogVersion).to.equal(1)
    expect(harness.read).to.deep.equal([])
    harness.apps = [makeReadApp('app-0', { content: 'new' }), ...harness.apps.slice(1)]
    const changed = await harness.sync()
    expect(changed.changes).to.deep.equal([{ kind: 'changed', slug: 'app-0' }])
    expect(harness.read).to.deep.equal(['app-0'])
    expect(harness.store.rowsRead).to.equal(1)
  })

  it('looks at what a watch names alone, and at everything where that does not do', async () => {
    const harness = new SyncHarness()
    const looked: (readonly string[] | 'all')[] = []
    const scan: SyncDeps['scan'] = options => {
      looked.push(options.folders === undefined ? 'all' : [...options.folders])
      return harness.deps.scan(options)
    }
    const sync = (...changed: string[]) =>
      runSync({ ...harness.deps, scan }, { ...job, onReading: () => new Set(changed) })
    harness.apps = many(20)
    // Nothing is known of the source yet.
    await sync()
    const others = harness.apps.slice(2)
    harness.apps = [makeReadApp('app-0', { content: 'new' }), makeReadApp('fresh'), ...others]
    const report = await sync('app-0', 'app-1', 'fresh')
    expect(report.changes.map(({ kind, slug }) => `${kind} ${slug}`)).to.deep.equal([
      'removed app-1',
      'changed app-0',
      'added fresh',
    ])
    expect(report.counts).to.deep.include({ found: 20, unchanged: 18, active: 20 })
    expect((await sync()).counts).to.deep.include({ found: 20, unchanged: 20 })
    // It has the slug of another one, which has to be looked at, too.
    harness.apps = [...harness.apps, makeReadApp('App-5', { slug: 'app-5' })]
    expect((await sync('App-5')).counts).to.deep.include({ broken: 1 })
    expect(looked).to.deep.equal(['all', ['app-0', 'app-1', 'fresh'], ['App-5'], 'all'])
  })

  it('looks at everything when another process has changed the catalog', async () => {
    const [here, there] = twoProcesses()
    here.apps = there.apps = [makeReadApp('shop')]
    await here.sync()
    there.apps = [makeReadApp('shop', { content: 'theirs' })]
    await there.sync()
    here.apps = [makeReadApp('shop', { content: 'ours' })]
    const report = await here.sync({}, { onReading: () => new Set() })
    expect(report.counts).to.deep.include({ changed: 1 })
  })

  it('reads a touched app once, and the catalog stays at its version', async () => {
    const harness = new SyncHarness()
    harness.apps = [makeReadApp('shop')]
    await harness.sync()
    harness.apps = [makeReadApp('shop', { fingerprint: 'later' })]
    const report = await harness.sync()
    expect(report).to.deep.include({ catalogVersion: 1, changes: [] })
    expect(report.counts.touched).to.equal(1)
    await harness.sync()
    expect(harness.read).to.deep.equal([])
  })

  it('reads an app once more that another process touched, and finds it as it is', async () => {
    const [here, there] = twoProcesses()
    here.apps = there.apps = [makeReadApp('shop')]
    await here.sync()
    here.apps = there.apps = [makeReadApp('shop', { fingerprint: 'later' })]
    await there.sync()
    expect((await here.sync()).counts).to.deep.include({ touched: 1, active: 1 })
    expect((await here.sync()).counts).to.deep.include({ touched: 0, unchanged: 1 })
  })

  it('sees what another process brought in', async () => {
    const [here, there] = twoProcesses()
    here.apps = there.apps = [makeReadApp('shop')]
    await here.sync()
    here.apps = there.apps = [makeReadApp('shop'), makeReadApp('blog')]
    await there.sync()
    expect((await here.sync()).counts).to.deep.include({ added: 0, unchanged: 2, active: 2 })
  })

  it('scans and plans again when another process was quicker', async () => {
    const [here, there] = twoProcesses()
    here.apps = there.apps = [makeReadApp('shop')]
    let scans = 0
    here.onScan = async () => {
      scans += 1
      if (scans === 1) await there.sync()
    }
    const report = await here.sync()
    expect(scans).to.equal(2)
    expect(report.counts).to.deep.include({ added: 0, unchanged: 1 })
    expect(await here.store.listSyncs({})).to.have.length(2)
  })

  it('gives up with SYNC_CONFLICT when another process is quicker every time, and stores that', async () => {
    const [here, there] = twoProcesses()
    here.apps = [makeReadApp('shop')]
    let scans = 0
    here.onScan = async () => {
      scans += 1
      there.apps = [makeReadApp('blog', { content: `${scans}` })]
      await there.sync()
    }
    expect(await rejectionOf(here.sync())).to.have.property('code', 'SYNC_CONFLICT')
    expect(scans).to.equal(10)
    const [stored] = await here.store.listSyncs({})
    expect(stored?.status).to.equal('completed')
    const failed = (await here.store.listSyncs({})).find(({ status }) => status === 'failed')
    expect(failed).to.deep.include({ changes: [], catalogVersion: null })
    expect(failed?.counts).to.deep.include({ added: 0, active: 1 })
  })

  describe('when most of the catalog would go', () => {
    const held = async (options = {}) => {
      const harness = new SyncHarness()
      harness.apps = many(20)
      await harness.sync()
      harness.apps = many(3)
      const outcome = await harness.sync(options, { actor: 'ada' }).catch((error: unknown) => error)
      return { harness, outcome }
    }

    it('is held: it changes nothing and says what it would have done', async () => {
      const { harness, outcome } = await held()
      expect(outcome).to.be.an.instanceOf(WaybillError)
      const { code, details } = outcome as WaybillError
      expect(code).to.equal('SYNC_HELD')
      expect(details.plan).to.have.nested.property('counts.removed', 17)
      expect(details.plan).to.have.property('changes').with.length(17)
      expect((await harness.store.listApps(appQuerySchema.parse({}))).total).to.equal(20)
      expect((await harness.store.getVersion()).number).to.equal(1)
      const [report] = await harness.store.listSyncs({ limit: 1 })
      expect(report).to.deep.include({ status: 'held', id: details.syncId, catalogVersion: null })
      expect(report?.error?.code).to.equal('SYNC_HELD')
      expect(report?.counts.removed).to.equal(17)
      expect((await harness.eventTypes()).slice(20)).to.deep.equal(['sync.completed', 'sync.held'])
    })

    it('goes through when forced', async () => {
      const { harness, outcome } = await held({ force: true })
      expect(outcome).to.deep.include({ status: 'completed', catalogVersion: 2 })
      expect((await harness.store.listApps(appQuerySchema.parse({}))).total).to.equal(3)
    })

    it('is told by a dry run, which throws nothing and stores nothing', async () => {
      const { harness, outcome } = await held({ dryRun: true })
      expect(outcome).to.deep.include({ status: 'held', dryRun: true })
      expect((outcome as SyncReport).counts.removed).to.equal(17)
      expect(await harness.store.listSyncs({})).to.have.length(1)
      expect((await harness.eventTypes()).filter(type => type.startsWith('sync.'))).to.have.length(1)
    })
  })

  it('writes nothing in a dry run and says what it would do', async () => {
    const harness = new SyncHarness()
    harness.apps = [makeReadApp('shop')]
    const report = await harness.sync({ dryRun: true })
    expect(report).to.deep.include({ status: 'completed', dryRun: true, catalogVersion: null })
    expect(report.counts.added).to.equal(1)
    expect(await harness.store.listSyncs({})).to.deep.equal([])
    expect(await harness.eventTypes()).to.deep.equal([])
    expect((await harness.store.getVersion()).number).to.equal(0)
    expect((await harness.sync()).counts.added, 'the sync after it').to.equal(1)
  })

  it('leaves a report and an event when it fails, and the catalog as it was', async () => {
    const harness = new SyncHarness()
    harness.apps = [makeReadApp('shop')]
    await harness.sync()
    harness.onScan = failing(unavailable())
    expect(await rejectionOf(harness.sync())).to.have.property('code', 'SOURCE_UNAVAILABLE')
    const [report] = await harness.store.listSyncs({})
    expect(report).to.deep.include({
      status: 'failed',
      error: { code: 'SOURCE_UNAVAILABLE', message: 'There is no directory /apps.' },
    })
    expect(report?.counts).to.deep.include({ active: 1, removed: 0 })
    expect((await harness.eventTypes()).at(-1)).to.equal('sync.failed')
    expect((await harness.store.findApp('shop'))?.status).to.equal('active')
  })

  it('leaves no report of a dry run that fails', async () => {
    const harness = new SyncHarness()
    harness.onScan = failing(unavailable())
    expect(await rejectionOf(harness.sync({ dryRun: true }))).to.have.property('code', 'SOURCE_UNAVAILABLE')
    expect(await harness.store.listSyncs({})).to.deep.equal([])
  })

  it('does not show what went wrong inside in a report', async () => {
    const harness = new SyncHarness()
    harness.onScan = failing(new Error('password=hunter2'))
    await rejectionOf(harness.sync())
    const [report] = await harness.store.listSyncs({})
    expect(report?.error?.code).to.equal('INTERNAL')
    expect(JSON.stringify(report)).not.to.contain('hunter2')
  })

  it('throws what failed first when the storage does not take the report of it', async () => {
    const harness = new SyncHarness()
    harness.onScan = failing(unavailable())
    harness.store.applySync = failing(new Error('gone')) as never
    expect(await rejectionOf(harness.sync())).to.have.property('code', 'SOURCE_UNAVAILABLE')
  })

  it('throws the reason when it is aborted, and leaves nothing behind', async () => {
    const harness = new SyncHarness()
    harness.apps = [makeReadApp('shop')]
    const controller = new AbortController()
    harness.onScan = async () => controller.abort(new Error('enough'))
    const error = await rejectionOf(harness.sync({}, { signal: controller.signal }))
    expect(error).to.have.property('message', 'enough')
    expect(await harness.store.listSyncs({})).to.deep.equal([])
    expect((await harness.store.getVersion()).number).to.equal(0)
  })

  it('tells of its beginning, and of its reading only when it reads', async () => {
    const harness = new SyncHarness()
    const told: string[] = []
    harness.onScan = async () => {
      told.push('scan')
    }
    const report = await harness.sync(
      {},
      {
        onStart: start => told.push(`start ${start.status} ${start.id}`),
        onReading: () => {
          told.push('reading')
          return undefined
        },
      },
    )
    expect(told).to.deep.equal([`start running ${report.id}`, 'reading', 'scan'])
  })
})

function twoProcesses(): [SyncHarness, SyncHarness] {
  const here = new SyncHarness()
  return [here, new SyncHarness(here)]
}
