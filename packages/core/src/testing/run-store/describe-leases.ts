import { expect } from 'chai'
import { describe, it } from 'mocha'
import { newId, type RunId } from '../../id/ids.js'
import { type RunFailure, type RunRecord, type RunStatus, runStatuses } from '../../run/run.js'
import type { StorageHarness } from '../storage/use-storage.js'
import { until } from '../until.js'

const long = 60_000
const short = 60

/** Claims, heartbeats and takeovers. */
export function describeLeases(harness: StorageHarness): void {
  const store = () => harness.storage.runs
  const claim = (id: RunId, worker = 'w1', leaseMs = long) => store().claim(id, { worker, leaseMs })
  const claimNew = async (leaseMs = long): Promise<RunRecord> => {
    const { id } = await harness.addRun()
    const claimed = await claim(id, 'w1', leaseMs)
    if (claimed === undefined) throw new Error('The run was not to be had.')
    return claimed
  }
  const isClaimable = async (id: RunId) => (await store().listClaimable()).some(run => run.id === id)
  const untilExpired = (id: RunId) => until(() => isClaimable(id), 'the end of the lease')

  describe('claim', () => {
    it('leases a pending run: planning, attempt 1, fence 1', async () => {
      const run = await harness.addRun()
      const before = Date.now()
      const claimed = await claim(run.id, 'w1', long)
      expect(claimed).to.deep.include({ status: 'planning', attempt: 1, fence: 1, worker: 'w1' })
      expect(claimed?.leaseExpiresAt).to.satisfy(isAbout(before + long))
      expect(claimed?.startedAt).to.satisfy(isAbout(before))
      expect(claimed?.updatedAt).to.satisfy(isAbout(before))
      expect(await store().find(run.id)).to.deep.equal(claimed)
      expect(claimed).to.deep.include({ ...run, ...pickLease(claimed) })
    })

    it('leases a run to one of many that want it at once', async () => {
      const { id } = await harness.addRun()
      const claims = await Promise.all(Array.from({ length: 8 }, (_, index) => claim(id, `w${index}`)))
      const won = claims.filter(claimed => claimed !== undefined)
      expect(won).to.have.length(1)
      expect((await store().find(id))?.worker).to.equal(won[0]?.worker)
    })

    it('does not lease what is leased, what is not there, nor what stopped for approval or has ended', async () => {
      expect(await claim((await claimNew()).id, 'w2')).to.equal(undefined)
      expect(await claim(newId<RunId>())).to.equal(undefined)
      const others = runStatuses.filter(status => !['pending', 'planning', 'applying'].includes(status))
      for (const status of others) {
        const run = await harness.addRun({ status })
        expect(await claim(run.id), status).to.equal(undefined)
      }
    })

    it('leases what stopped for approval once it is approved, and keeps the approval', async () => {
      const approval = {
        at: '2026-01-31T10:00:00.000Z',
        by: 'é',
        plan: somePlan,
        uncertain: ['a'],
        imports: [],
      }
      const run = await harness.addRun({ status: 'planned', attempt: 1, fence: 1, plan: somePlan, approval })
      expect((await store().listClaimable()).map(({ id }) => id)).to.deep.equal([run.id])
      const claimed = await claim(run.id, 'w2')
      expect(claimed).to.deep.include({ status: 'planning', attempt: 2, fence: 2, approval, plan: null })
      expect(await store().listClaimable()).to.deep.equal([])
    })

    for (const status of ['planning', 'applying'] as const) {
      it(`takes over a run that is ${status} when its lease has expired`, async () => {
        const first = await claimNew(short)
        await store().update({ ...first, status, plan: somePlan }, { status: 'planning', fence: 1 })
        await untilExpired(first.id)
        const second = await claim(first.id, 'w2')
        expect(second).to.deep.include({ status: 'planning', attempt: 2, fence: 2, worker: 'w2', plan: null })
        expect(second?.startedAt).to.equal(first.startedAt)
      })
    }

    it('keeps a request to cancel', async () => {
      const first = await claimNew(short)
      const cancelRequestedAt = '2026-01-31T10:00:00.000Z'
      await store().update({ ...first, cancelRequestedAt }, { status: 'planning', fence: 1 })
      await untilExpired(first.id)
      expect((await claim(first.id, 'w2'))?.cancelRequestedAt).to.equal(cancelRequestedAt)
    })

    it('takes a live lease only from a worker that is named as dead', async () => {
      const { id } = await claimNew()
      expect(await store().claim(id, { worker: 'w2', leaseMs: long, deadWorkers: ['w3'] })).to.equal(
        undefined,
      )
      const taken = await store().claim(id, { worker: 'w2', leaseMs: long, deadWorkers: ['w3', 'w1'] })
      expect(taken).to.deep.include({ attempt: 2, fence: 2, worker: 'w2' })
    })

    it('is undone when its transaction fails', async () => {
      const run = await harness.addRun()
      const failing = harness.storage.transaction(async stores => {
        await stores.runs.claim(run.id, { worker: 'w1', leaseMs: long })
        throw new Error('no')
      })
      await failing.catch(() => undefined)
      expect(await store().find(run.id)).to.deep.equal(run)
    })
  })

  describe('beat', () => {
    it('renews the lease and tells of a request to cancel', async () => {
      const run = await claimNew(short)
      const before = Date.now()
      const first = await store().beat(run.id, { fence: 1, leaseMs: long })
      expect(first?.leaseExpiresAt).to.satisfy(isAbout(before + long))
      expect(first?.cancelRequestedAt).to.equal(null)
      expect((await store().find(run.id))?.leaseExpiresAt).to.equal(first?.leaseExpiresAt)
      const cancelRequestedAt = '2026-01-31T10:00:00.000Z'
      await store().update({ ...run, cancelRequestedAt }, { status: 'planning', fence: 1 })
      const second = await store().beat(run.id, { fence: 1, leaseMs: long })
      expect(second?.cancelRequestedAt).to.equal(cancelRequestedAt)
      expect(second?.forceRequestedAt).to.equal(null)
      const forced = { ...run, cancelRequestedAt, forceRequestedAt: '2026-01-31T10:00:11.000Z' }
      await store().update(forced, { status: 'planning', fence: 1 })
      const third = await store().beat(run.id, { fence: 1, leaseMs: long })
      expect(third?.forceRequestedAt).to.equal(forced.forceRequestedAt)
    })

    it('renews an expired lease that nobody took', async () => {
      const run = await claimNew(short)
      await untilExpired(run.id)
      expect(await store().beat(run.id, { fence: 1, leaseMs: long })).to.not.equal(undefined)
      expect(await claim(run.id, 'w2')).to.equal(undefined)
    })

    it('is lost once another attempt has the run', async () => {
      const run = await claimNew(short)
      await untilExpired(run.id)
      const second = await claim(run.id, 'w2')
      expect(await store().beat(run.id, { fence: 1, leaseMs: long })).to.equal(undefined)
      expect(await store().find(run.id)).to.deep.equal(second)
    })

    it('is lost for a run that has ended, is pending, or is not there', async () => {
      const ended: RunStatus[] = [
        'applied',
        'errored',
        'canceled',
        'discarded',
        'planned_and_finished',
        'pending',
      ]
      for (const status of ended) {
        const run = await harness.addRun({ status, fence: 1 })
        expect(await store().beat(run.id, { fence: 1, leaseMs: long }), status).to.equal(undefined)
      }
      expect(await store().beat(newId<RunId>(), { fence: 0, leaseMs: long })).to.equal(undefined)
    })

    it('gives the lease up with 0 ms: the run may be claimed at once, by the next attempt', async () => {
      const run = await claimNew()
      expect(await store().beat(run.id, { fence: 1, leaseMs: 0 })).to.not.equal(undefined)
      expect(await isClaimable(run.id)).to.equal(true)
      expect(await claim(run.id, 'w2')).to.deep.include({ attempt: 2, fence: 2, worker: 'w2' })
    })
  })

  describe('release', () => {
    const error = {
      code: 'ENGINE_UNAVAILABLE',
      message: 'The disk is full.',
      hint: null,
      phase: 'prepare',
      diagnostics: [],
    } as const satisfies RunFailure

    it('leaves the run to nobody, with the reason, which goes with the next claim', async () => {
      const run = await claimNew()
      expect(await store().release(run.id, { fence: 1, delayMs: 0, error })).to.equal(true)
      expect(await store().find(run.id)).to.deep.include({ status: 'planning', worker: null, error })
      expect(await isClaimable(run.id)).to.equal(true)
      expect(await claim(run.id, 'w2')).to.deep.include({ attempt: 2, worker: 'w2', error: null })
    })

    it('lets nobody have it before its time', async () => {
      const run = await claimNew()
      await store().release(run.id, { fence: 1, delayMs: 60_000, error: null })
      expect(await isClaimable(run.id)).to.equal(false)
      expect(await claim(run.id, 'w2')).to.equal(undefined)
    })

    it('is refused once another attempt has the lease, or the run has ended', async () => {
      const run = await claimNew()
      expect(await store().release(run.id, { fence: 0, delayMs: 0, error })).to.equal(false)
      expect(await store().find(run.id)).to.deep.include({ worker: run.worker, error: null })
      const ended = await harness.addRun({ status: 'applied', fence: 1 })
      expect(await store().release(ended.id, { fence: 1, delayMs: 0, error })).to.equal(false)
    })
  })

  describe('listClaimable', () => {
    it('gives the pending and the expired runs, oldest first', async () => {
      expect(await store().listClaimable()).to.deep.equal([])
      const a = await harness.addRun()
      const b = await claimNew(short)
      const c = await harness.addRun()
      await claimNew(long)
      await harness.addRun({ status: 'planned' })
      await harness.addRun({ status: 'applied' })
      await untilExpired(b.id)
      const ids = (await store().listClaimable()).map(run => run.id)
      expect(ids).to.deep.equal([a.id, b.id, c.id])
    })

    it('gives runs as they are stored', async () => {
      const run = await harness.addRun()
      expect(await store().listClaimable()).to.deep.equal([run])
    })
  })
}

/** The workers that live. */
export function describeWorkers(harness: StorageHarness): void {
  describe('workers', () => {
    const store = () => harness.storage.runs
    const worker = { id: 'host/1', host: 'host', engines: ['simulated', 'terraform'], slots: 2, tags: [] }

    it('knows none at first', async () => {
      expect(await store().listWorkers()).to.deep.equal([])
    })

    it('lists those that said they live, as they said it last, by their ids', async () => {
      const second = { ...worker, id: 'host/0', engines: [] }
      await store().saveWorker(worker)
      await store().saveWorker(second)
      await store().saveWorker({ ...worker, slots: 4, tags: ['gpu', 'eu'] })
      expect(await store().listWorkers()).to.deep.equal([
        second,
        { ...worker, slots: 4, tags: ['gpu', 'eu'] },
      ])
    })

    it('lists one no more that is gone, until it says that it lives', async () => {
      await store().saveWorker(worker)
      await store().saveWorker(worker, 'gone')
      await store().saveWorker(worker, 'gone')
      expect(await store().listWorkers()).to.deep.equal([])
      await store().saveWorker(worker, 'alive')
      expect(await store().listWorkers()).to.deep.equal([worker])
    })
  })
}

const somePlan = { add: 1, change: 0, destroy: 0, replace: 0, changes: [], drift: [] }

/** Within a margin that a slow machine and the database's own clock need. */
function isAbout(time: number): (at: string | null | undefined) => boolean {
  return at => typeof at === 'string' && Math.abs(new Date(at).getTime() - time) < 5000
}

function pickLease(claimed: RunRecord | undefined): Partial<RunRecord> {
  if (claimed === undefined) return {}
  const { status, attempt, fence, worker, leaseExpiresAt, startedAt, updatedAt } = claimed
  return { status, attempt, fence, worker, leaseExpiresAt, startedAt, updatedAt }
}
