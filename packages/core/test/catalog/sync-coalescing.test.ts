import { expect } from 'chai'
import { describe, it } from 'mocha'
import type { SyncJob } from '../../src/catalog/run-sync.js'
import type { SyncReport } from '../../src/catalog/sync.js'
import { SyncCoalescing } from '../../src/catalog/sync-coalescing.js'
import { makeSyncReport } from '../../src/testing/catalog-builders.js'
import { rejectionOf } from './sync-harness.js'

interface StartedSync {
  readonly job: SyncJob
  /** Answers the folders that it may look at alone. */
  read(): ReadonlySet<string> | undefined
  end(): void
  fail(error: Error): void
}

/** Syncs that go on only when the test says so. */
class HeldSyncs {
  readonly started: StartedSync[] = []
  readonly syncs = new SyncCoalescing(job => this.#start(job))

  /** The sync that was started as the n-th, from 0. */
  async nth(index: number): Promise<StartedSync> {
    for (;;) {
      const sync = this.started[index]
      if (sync !== undefined) return sync
      await turn()
    }
  }

  #start(job: SyncJob): Promise<SyncReport> {
    return new Promise((resolve, reject) => {
      job.signal.addEventListener('abort', () => reject(job.signal.reason))
      const report = makeSyncReport('2026-01-31T09:30:00.000Z')
      this.started.push({
        job,
        read: () => job.onReading?.(),
        end: () => resolve(report),
        fail: reject,
      })
    })
  }
}

const turn = () => new Promise(resolve => setImmediate(resolve))
const plain = { options: { dryRun: false, force: false }, actor: null }
const forced = { options: { dryRun: false, force: true }, actor: null }

describe('SyncCoalescing', () => {
  it('lets callers share a sync that has not begun to read', async () => {
    const { syncs, started, nth } = bind(new HeldSyncs())
    const [a, b] = [syncs.call(plain), syncs.call(plain)]
    const first = await nth(0)
    const c = syncs.call(plain)
    first.read()
    first.end()
    expect(new Set(await Promise.all([a, b, c])).size).to.equal(1)
    expect(started).to.have.length(1)
  })

  const hints: readonly { name: string; given: readonly (string[] | undefined)[]; read?: string[] }[] = [
    { name: 'one caller', given: [['a']], read: ['a'] },
    { name: 'all callers together', given: [['a'], [], ['b', 'a']], read: ['a', 'b'] },
    { name: 'anything, for one that cannot tell', given: [['a'], undefined, ['b']] },
    { name: 'anything, for a first one that cannot tell', given: [undefined, ['b']] },
  ]
  for (const { name, given, read } of hints)
    it(`looks at what changed for ${name}`, async () => {
      const { syncs, nth } = bind(new HeldSyncs())
      const calls = given.map(folders => syncs.call({ ...plain, changed: folders && new Set(folders) }))
      const first = await nth(0)
      expect(first.read()).to.deep.equal(read && new Set(read))
      const next = syncs.call({ ...plain, changed: new Set(['z']) })
      first.end()
      await Promise.all(calls)
      const second = await nth(1)
      expect(second.read()).to.deep.equal(new Set(['z']))
      second.end()
      await next
    })

  it('lets all callers who come once it reads share the next one', async () => {
    const { syncs, started, nth } = bind(new HeldSyncs())
    const a = syncs.call(plain)
    const first = await nth(0)
    first.read()
    const [b, c] = [syncs.call(plain), syncs.call(plain)]
    first.end()
    const second = await nth(1)
    second.read()
    second.end()
    const [reportA, reportB, reportC] = await Promise.all([a, b, c])
    expect(reportB).to.equal(reportC)
    expect(reportA).not.to.equal(reportB)
    expect(started).to.have.length(2)
  })

  it('runs one at a time', async () => {
    const { syncs, started, nth } = bind(new HeldSyncs())
    const a = syncs.call(plain)
    const first = await nth(0)
    first.read()
    const b = syncs.call(plain)
    await turn()
    expect(started).to.have.length(1)
    first.end()
    ;(await nth(1)).end()
    await Promise.all([a, b])
  })

  it('lets only calls with the same options share a sync', async () => {
    const { syncs, nth } = bind(new HeldSyncs())
    const [a, b, c] = [syncs.call(plain), syncs.call(forced), syncs.call(plain)]
    const first = await nth(0)
    first.end()
    const second = await nth(1)
    second.end()
    expect(second.job.options.force).to.equal(true)
    const [reportA, reportB, reportC] = await Promise.all([a, b, c])
    expect(reportA).to.equal(reportC)
    expect(reportA).not.to.equal(reportB)
  })

  it('goes by the name of the first caller', async () => {
    const { syncs, nth } = bind(new HeldSyncs())
    const calls = ['ada', 'bob'].map(actor => syncs.call({ ...plain, actor }))
    const first = await nth(0)
    expect(first.job.actor).to.equal('ada')
    first.end()
    await Promise.all(calls)
  })

  it('throws to everyone who shares it, and goes on with the next', async () => {
    const { syncs, nth } = bind(new HeldSyncs())
    const calls = [syncs.call(plain), syncs.call(plain)]
    ;(await nth(0)).fail(new Error('no source'))
    for (const call of calls) expect(await rejectionOf(call)).to.have.property('message', 'no source')
    const next = syncs.call(plain)
    ;(await nth(1)).end()
    await next
  })

  it('ends the wait of a caller who is aborted, and not the sync while another one waits', async () => {
    const { syncs, nth } = bind(new HeldSyncs())
    const controller = new AbortController()
    const [a, b] = [syncs.call({ ...plain, signal: controller.signal }), syncs.call(plain)]
    const first = await nth(0)
    controller.abort(new Error('enough'))
    expect(await rejectionOf(a)).to.have.property('message', 'enough')
    expect(first.job.signal.aborted).to.equal(false)
    first.end()
    await b
  })

  it('aborts a sync that nobody waits for any more, and lets nobody join it', async () => {
    const { syncs, started, nth } = bind(new HeldSyncs())
    const controllers = [new AbortController(), new AbortController()]
    const calls = controllers.map(({ signal }) => syncs.call({ ...plain, signal }))
    const first = await nth(0)
    for (const controller of controllers) controller.abort(new Error('enough'))
    const next = syncs.call(plain)
    for (const call of calls) expect(await rejectionOf(call)).to.have.property('message', 'enough')
    expect(first.job.signal.aborted).to.equal(true)
    ;(await nth(1)).end()
    await next
    expect(started).to.have.length(2)
  })

  it('never starts a sync whose only caller left before', async () => {
    const { syncs, started, nth } = bind(new HeldSyncs())
    const a = syncs.call(plain)
    const first = await nth(0)
    first.read()
    const controller = new AbortController()
    const b = syncs.call({ ...plain, signal: controller.signal })
    controller.abort(new Error('enough'))
    expect(await rejectionOf(b)).to.have.property('message', 'enough')
    first.end()
    await a
    await turn()
    expect(started).to.have.length(1)
  })

  it('takes no call that is aborted already', async () => {
    const { syncs, started } = bind(new HeldSyncs())
    const signal = AbortSignal.abort(new Error('enough'))
    expect(await rejectionOf(syncs.call({ ...plain, signal }))).to.have.property('message', 'enough')
    expect(started).to.have.length(0)
  })

  it('aborts what runs and refuses what waits and what comes when it is closed, which may be said twice', async () => {
    const { syncs, started, nth } = bind(new HeldSyncs())
    const a = syncs.call(plain)
    const first = await nth(0)
    first.read()
    const b = syncs.call(plain)
    const rejections = Promise.all([a, b].map(rejectionOf))
    await Promise.all([syncs.close(), syncs.close()])
    for (const error of await rejections) expect(error).to.have.property('code', 'CLOSED')
    expect(await rejectionOf(syncs.call(plain))).to.have.property('code', 'CLOSED')
    expect(started).to.have.length(1)
  })
})

function bind(held: HeldSyncs) {
  return { syncs: held.syncs, started: held.started, nth: (index: number) => held.nth(index) }
}
