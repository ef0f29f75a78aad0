import { expect } from 'chai'
import { afterEach, describe, it } from 'mocha'
import { WaybillError } from '../../src/error/waybill-error.js'
import { newId, type WorkspaceId } from '../../src/id/ids.js'
import { Lease, type LeaseOptions } from '../../src/run/lease.js'
import { RunInterruption } from '../../src/run/run-interruption.js'
import type { Heartbeat, RunStore } from '../../src/run/run-store.js'
import { until } from '../../src/testing/until.js'
import { makeRunRecord } from '../../src/testing/workspace-builders.js'

type Answer = Heartbeat | undefined | Error | 'hang'

const alive: Heartbeat = {
  leaseExpiresAt: '2026-01-31T09:30:00.000Z',
  cancelRequestedAt: null,
  forceRequestedAt: null,
}
const away = new WaybillError('STORAGE_UNAVAILABLE', 'It is away.')

describe('Lease', () => {
  const leases: Lease[] = []
  afterEach(() => {
    for (const lease of leases.splice(0)) lease.end()
  })

  /** A lease whose heartbeats are answered by `answer`; `beats` are the lengths that were asked for. */
  function hold(answer: (beat: number) => Answer, parts: Partial<LeaseOptions> = {}) {
    const beats: number[] = []
    const renewals: number[] = []
    const errors: unknown[] = []
    const beat: RunStore['beat'] = async (_id, { leaseMs }) => {
      beats.push(leaseMs)
      const given = answer(beats.length)
      if (given instanceof Error) throw given
      return given === 'hang' ? new Promise(() => undefined) : given
    }
    const release: RunStore['release'] = async (_id, { delayMs }) => {
      beats.push(delayMs)
      return answer(beats.length) !== undefined
    }
    const lease = new Lease({
      store: { beat, release } as RunStore,
      run: makeRunRecord({ workspaceId: newId<WorkspaceId>(), fence: 7 }),
      leaseMs: 10_000,
      beatMs: 5,
      now: () => performance.now(),
      claimedAt: performance.now(),
      onRenewed: leftMs => renewals.push(leftMs),
      onForce: () => undefined,
      onError: error => errors.push(error),
      ...parts,
    })
    leases.push(lease)
    return { lease, beats, renewals, errors }
  }
  const reasonOf = (signal: AbortSignal) =>
    signal.reason instanceof RunInterruption ? signal.reason.kind : undefined

  it('is renewed again and again, and tells how long it has left', async () => {
    const { lease, beats, renewals } = hold(() => alive)
    await until(() => beats.length >= 3, 'three heartbeats')
    expect(lease.interrupted.aborted).to.equal(false)
    expect(renewals[0]).to.be.within(9000, 10_000)
    expect(lease.until).to.be.within(performance.now() + 9000, performance.now() + 10_000)
  })

  it('stops the engine when the run is to be canceled', async () => {
    const canceled = { ...alive, cancelRequestedAt: '2026-01-31T09:29:00.000Z' }
    const { lease } = hold(beat => (beat < 3 ? alive : canceled))
    await until(() => lease.interrupted.aborted, 'the interruption')
    expect(reasonOf(lease.interrupted)).to.equal('canceled')
    expect(lease.lost.aborted).to.equal(false)
    expect(lease.isHeld).to.equal(true)
  })

  it('is lost when another attempt has the run, and then sends no heartbeat any more', async () => {
    const { lease, beats } = hold(beat => (beat < 3 ? alive : undefined))
    await until(() => lease.lost.aborted, 'the loss')
    expect(reasonOf(lease.interrupted)).to.equal('lost')
    expect(lease.isHeld).to.equal(false)
    lease.end()
    expect(beats).to.have.length(3)
  })

  it('changes nothing while the storage is away for less than half of it', async () => {
    const { lease, beats, errors } = hold(beat => (beat < 5 ? away : alive))
    await until(() => beats.length >= 7, 'heartbeats after the storage is back')
    expect(lease.interrupted.aborted).to.equal(false)
    expect(errors).to.deep.equal([])
  })

  it('stops the engine after half of it without renewal, and goes on trying', async () => {
    const { lease, beats } = hold(() => away, { leaseMs: 120 })
    const heldAt = performance.now()
    await until(() => lease.interrupted.aborted, 'the interruption')
    expect(performance.now() - heldAt).to.be.greaterThan(50)
    expect(reasonOf(lease.interrupted)).to.equal('unreachable')
    expect(lease.lost.aborted).to.equal(false)
    const before = beats.length
    await until(() => beats.length > before + 1, 'more heartbeats')
  })

  it('stops the engine also when a heartbeat gets no answer at all', async () => {
    const { lease, beats } = hold(() => 'hang', { leaseMs: 60 })
    await until(() => lease.interrupted.aborted, 'the interruption')
    expect(beats).to.have.length(1)
  })

  it('counts from before the claim', async () => {
    const { lease } = hold(() => away, { leaseMs: 10_000, claimedAt: performance.now() - 6000 })
    await until(() => lease.interrupted.aborted, 'the interruption')
    expect(reasonOf(lease.interrupted)).to.equal('unreachable')
  })

  it('reports a heartbeat that failed for another reason, and goes on', async () => {
    const strange = new Error('strange')
    const { lease, beats, errors } = hold(beat => (beat === 1 ? strange : alive))
    await until(() => beats.length >= 3, 'more heartbeats')
    expect(errors).to.deep.equal([strange])
    expect(lease.isHeld).to.equal(true)
  })

  it('is given up for a time, after the heartbeats have ended', async () => {
    const { lease, beats } = hold(() => alive)
    expect(await lease.giveUp(0)).to.equal(true)
    expect(beats.at(-1)).to.equal(0)
    expect(lease.isHeld).to.equal(false)
    const lost = hold(() => undefined)
    expect(await lost.lease.giveUp(2000)).to.equal(false)
    expect(lost.beats).to.deep.equal([2000])
  })

  it('keeps the first reason to stop, but is lost in any case', () => {
    const { lease } = hold(() => alive)
    lease.interrupt('canceled')
    lease.interrupt('draining')
    expect(reasonOf(lease.interrupted)).to.equal('canceled')
    lease.abandon('draining')
    expect(reasonOf(lease.lost)).to.equal('draining')
  })
})
