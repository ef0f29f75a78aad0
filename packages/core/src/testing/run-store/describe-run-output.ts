import { expect } from 'chai'
import { describe, it } from 'mocha'
import { newId, type RunId, type WorkspaceId } from '../../id/ids.js'
import type { RunRecord } from '../../run/run.js'
import { stateEntrySchema } from '../../run/state-entry.js'
import { expectCode } from '../expect-code.js'
import type { StorageHarness } from '../storage/use-storage.js'
import { makeRunRecord, makeStateSnapshot } from '../workspace-builders.js'

const leaseMs = 60_000

/** What a run leaves while it works: its log. */
export function describeLogs(harness: StorageHarness): void {
  describe('log', () => {
    const store = () => harness.storage.runs
    const append = (id: RunId, offset: number, bytes: Uint8Array, fence = 1) =>
      store().appendLog(id, { fence, offset, bytes })
    const read = async (id: RunId, offset = 0, limitBytes = 1_000_000) => {
      const chunk = await store().readLog(id, { offset, limitBytes })
      return chunk === undefined ? undefined : { ...chunk, bytes: [...chunk.bytes] }
    }

    it('is empty at first, and unknown for a run that is not there', async () => {
      const { id } = await claimNew(harness)
      expect(await read(id)).to.deep.equal({ offset: 0, bytes: [], size: 0 })
      expect(await read(newId<RunId>())).to.equal(undefined)
    })

    it('grows by what is appended, byte for byte, and so does the size in the row', async () => {
      const { id } = await claimNew(harness)
      await append(id, 0, bytesOf(0, 10, 255))
      await append(id, 3, bytesOf(1, 2))
      expect(await read(id)).to.deep.equal({ offset: 0, bytes: [0, 10, 255, 1, 2], size: 5 })
      expect((await store().find(id))?.logSize).to.equal(5)
    })

    const reads = [
      { name: 'from an offset', offset: 2, limitBytes: 100, bytes: [3, 4, 5, 6, 7, 8] },
      { name: 'at most the limit', offset: 0, limitBytes: 4, bytes: [1, 2, 3, 4] },
      { name: 'across chunks', offset: 2, limitBytes: 4, bytes: [3, 4, 5, 6] },
      { name: 'within one chunk', offset: 4, limitBytes: 1, bytes: [5] },
      { name: 'exactly one chunk', offset: 3, limitBytes: 3, bytes: [4, 5, 6] },
      { name: 'nothing at the end', offset: 8, limitBytes: 100, bytes: [] },
      { name: 'nothing behind the end', offset: 80, limitBytes: 100, bytes: [] },
    ]
    for (const { name, offset, limitBytes, bytes } of reads) {
      it(`is read ${name}`, async () => {
        const { id } = await claimNew(harness)
        await append(id, 0, bytesOf(1, 2, 3))
        await append(id, 3, bytesOf(4, 5, 6))
        await append(id, 6, bytesOf(7, 8))
        expect(await read(id, offset, limitBytes)).to.deep.equal({ offset, bytes, size: 8 })
      })
    }

    it('leaves out what is stored already', async () => {
      const { id } = await claimNew(harness)
      await append(id, 0, bytesOf(1, 2, 3, 4))
      await append(id, 0, bytesOf(1, 2, 3, 4))
      await append(id, 2, bytesOf(3, 4, 5, 6))
      await append(id, 1, bytesOf(2))
      await append(id, 6, bytesOf())
      expect(await read(id)).to.deep.equal({ offset: 0, bytes: [1, 2, 3, 4, 5, 6], size: 6 })
    })

    it('takes what is appended twice at the same time once', async () => {
      const { id } = await claimNew(harness)
      await Promise.all([append(id, 0, bytesOf(1, 2, 3)), append(id, 0, bytesOf(1, 2, 3))])
      expect(await read(id)).to.deep.equal({ offset: 0, bytes: [1, 2, 3], size: 3 })
    })

    it('refuses a gap', async () => {
      const { id } = await claimNew(harness)
      await append(id, 0, bytesOf(1))
      await expectCode(append(id, 2, bytesOf(3)), 'STALE_ATTEMPT')
      expect((await read(id))?.size).to.equal(1)
    })

    it('refuses a stale fence, a run that has ended and one that is not there', async () => {
      const run = await claimNew(harness)
      await expectCode(append(run.id, 0, bytesOf(1), 0), 'STALE_ATTEMPT')
      await expectCode(append(run.id, 0, bytesOf(1), 2), 'STALE_ATTEMPT')
      await expectCode(append(newId<RunId>(), 0, bytesOf(1)), 'STALE_ATTEMPT')
      await store().update({ ...run, status: 'errored' }, { status: 'planning', fence: 1 })
      await expectCode(append(run.id, 0, bytesOf(1)), 'STALE_ATTEMPT')
      expect((await read(run.id))?.size).to.equal(0)
    })

    it('goes on where the attempt before stopped', async () => {
      const { id } = await claimNew(harness)
      await append(id, 0, bytesOf(1, 2))
      await store().beat(id, { fence: 1, leaseMs: 0 })
      const second = await store().claim(id, { worker: 'w2', leaseMs })
      expect(second?.logSize).to.equal(2)
      await append(id, 1, bytesOf(2, 3), 2)
      await expectCode(append(id, 3, bytesOf(4), 1), 'STALE_ATTEMPT')
      expect((await read(id))?.bytes).to.deep.equal([1, 2, 3])
    })

    it('holds a chunk of 1 MiB', async () => {
      const { id } = await claimNew(harness)
      const bytes = Uint8Array.from({ length: 1024 * 1024 }, (_, index) => index % 251)
      await append(id, 0, bytes)
      const chunk = await store().readLog(id, { offset: 0, limitBytes: 2 ** 21 })
      expect(Buffer.from(chunk?.bytes ?? []).equals(bytes)).to.equal(true)
    })
  })
}

/** What a run leaves while it works: its states. */
export function describeStates(harness: StorageHarness): void {
  describe('state', () => {
    const store = () => harness.storage.runs
    const save = (run: RunRecord, parts: Parameters<typeof makeStateSnapshot>[0] = {}, fence = run.fence) =>
      store().saveState(run.id, { ...makeStateSnapshot(parts), fence })
    const find = async (workspaceId: WorkspaceId) => {
      const state = await store().findState(workspaceId)
      return state && { ...state, bytes: [...state.bytes] }
    }

    it('is not there at first', async () => {
      expect(await find((await claimNew(harness)).workspaceId)).to.equal(undefined)
      expect(await find(newId<WorkspaceId>())).to.equal(undefined)
    })

    it('is given back byte for byte', async () => {
      const run = await claimNew(harness)
      const bytes = Uint8Array.from({ length: 70_000 }, (_, index) => index % 256)
      await save(run, { serial: 7, lineage: 'é', bytes })
      expect(await find(run.workspaceId)).to.deep.equal({ serial: 7, lineage: 'é', bytes: [...bytes] })
    })

    it('is the newest of all, however many were stored', async () => {
      const run = await claimNew(harness)
      for (let serial = 1; serial <= 6; serial++) await save(run, { serial, bytes: bytesOf(serial) })
      expect(await find(run.workspaceId)).to.deep.include({ serial: 6, bytes: [6] })
    })

    it('ignores one of the same lineage whose serial is not above the newest', async () => {
      const run = await claimNew(harness)
      await save(run, { serial: 5, bytes: bytesOf(5) })
      await save(run, { serial: 4, bytes: bytesOf(4) })
      await save(run, { serial: 5, bytes: bytesOf(9) })
      expect(await find(run.workspaceId)).to.deep.include({ serial: 5, bytes: [5] })
    })

    it('takes another lineage, whatever its serial', async () => {
      const run = await claimNew(harness)
      await save(run, { serial: 5 })
      await save(run, { serial: 1, lineage: 'another', bytes: bytesOf(1) })
      expect(await find(run.workspaceId)).to.deep.equal({ serial: 1, lineage: 'another', bytes: [1] })
    })

    it('is one workspace’s own', async () => {
      const [a, b] = [await claimNew(harness), await claimNew(harness)]
      await save(a, { serial: 3 })
      await save(b, { serial: 1 })
      expect((await find(a.workspaceId))?.serial).to.equal(3)
      expect((await find(b.workspaceId))?.serial).to.equal(1)
    })

    it('goes on over the runs of a workspace', async () => {
      const first = await claimNew(harness)
      await save(first, { serial: 3 })
      await store().update({ ...first, status: 'applied' }, { status: 'planning', fence: 1 })
      const second = makeRunRecord({ workspaceId: first.workspaceId, kind: 'destroy' })
      await store().insert(second)
      expect((await find(first.workspaceId))?.serial).to.equal(3)
      const claimed = await store().claim(second.id, { worker: 'w1', leaseMs })
      if (claimed === undefined) throw new Error('The run was not to be had.')
      await save(claimed, { serial: 2 })
      expect((await find(first.workspaceId))?.serial).to.equal(3)
      await save(claimed, { serial: 4 })
      expect((await find(first.workspaceId))?.serial).to.equal(4)
    })

    it('is listed, newest first, without its bytes, and read by its id', async () => {
      const run = await claimNew(harness)
      await save(run, { serial: 1, bytes: bytesOf(1) })
      await save(run, { serial: 2, lineage: 'é', bytes: bytesOf(1, 2) })
      const [newest, first, ...rest] = await store().listStates(run.workspaceId)
      expect(rest).to.deep.equal([])
      expect(newest).to.deep.include({
        runId: run.id,
        serial: 2,
        lineage: 'é',
        sizeBytes: 2,
        diverged: false,
      })
      expect(stateEntrySchema.parse(first)).to.deep.include({ serial: 1, sizeBytes: 1 })
      const read = await store().readState(run.workspaceId, first?.id ?? '')
      expect([...(read?.bytes ?? [])]).to.deep.equal([1])
      for (const id of ['999999', 'x', '', '-1', '9'.repeat(40)])
        expect(await store().readState(run.workspaceId, id)).to.equal(undefined)
      expect(await store().readState(newId<WorkspaceId>(), first?.id ?? '')).to.equal(undefined)
      expect(await store().listStates(newId<WorkspaceId>())).to.deep.equal([])
    })

    it('keeps the last three of an attempt, and those of other attempts', async () => {
      const run = await claimNew(harness)
      for (let serial = 1; serial <= 5; serial++) await save(run, { serial })
      await store().beat(run.id, { fence: 1, leaseMs: 0 })
      await store().claim(run.id, { worker: 'w2', leaseMs })
      for (let serial = 6; serial <= 10; serial++) await save(run, { serial }, 2)
      const serials = (await store().listStates(run.workspaceId)).map(({ serial }) => serial)
      expect(serials).to.deep.equal([10, 9, 8, 5, 4, 3])
    })

    it('is put on top in the name of a run that has ended, whatever its serial', async () => {
      const run = await claimNew(harness)
      await save(run, { serial: 5 })
      await store().update({ ...run, status: 'applied' }, { status: 'planning', fence: 1 })
      await store().putState(run.id, makeStateSnapshot({ serial: 4, bytes: bytesOf(4) }))
      expect(await find(run.workspaceId)).to.deep.include({ serial: 4, bytes: [4] })
      await expectCode(store().putState(newId<RunId>(), makeStateSnapshot()), 'RUN_NOT_FOUND')
    })

    it('that has diverged is listed and read, but is never the newest', async () => {
      const run = await claimNew(harness)
      await save(run, { serial: 5 })
      await store().putState(run.id, makeStateSnapshot({ serial: 9, bytes: bytesOf(9) }), 'diverged')
      expect((await find(run.workspaceId))?.serial).to.equal(5)
      await save(run, { serial: 6 })
      expect((await find(run.workspaceId))?.serial).to.equal(6)
      const entries = await store().listStates(run.workspaceId)
      expect(entries.map(({ serial, diverged }) => [serial, diverged])).to.deep.equal([
        [6, false],
        [9, true],
        [5, false],
      ])
      expect((await store().readState(run.workspaceId, entries[1]?.id ?? ''))?.serial).to.equal(9)
    })

    it('that has diverged outlasts however many an attempt saves after it', async () => {
      const run = await claimNew(harness)
      await store().putState(run.id, makeStateSnapshot({ serial: 9 }), 'diverged')
      expect(await find(run.workspaceId)).to.equal(undefined)
      for (let serial = 1; serial <= 5; serial++) await save(run, { serial })
      const serials = (await store().listStates(run.workspaceId)).map(({ serial }) => serial)
      expect(serials).to.deep.equal([5, 4, 3, 9])
    })

    it('is refused of a stale fence, of a run that has ended, and of one that is not there', async () => {
      const run = await claimNew(harness)
      await expectCode(save(run, {}, 0), 'STALE_ATTEMPT')
      await expectCode(save(makeRunRecord({ workspaceId: run.workspaceId, fence: 1 })), 'STALE_ATTEMPT')
      await store().update({ ...run, status: 'applied' }, { status: 'planning', fence: 1 })
      await expectCode(save(run), 'STALE_ATTEMPT')
      expect(await find(run.workspaceId)).to.equal(undefined)
    })
  })
}

/** What a run leaves while it works: its ledger, and the plan that waits to be approved. */
export function describeLedgersAndPlans(harness: StorageHarness): void {
  const store = () => harness.storage.runs
  const entry = {
    address: 'module.a.b["é"]',
    action: 'create',
    phase: 'completed',
    attempt: 1,
    id: 'i-1',
  } as const

  describe('ledger', () => {
    it('is empty at first, and the newest that was saved', async () => {
      const { id } = await claimNew(harness)
      expect(await store().findLedger(id)).to.deep.equal([])
      await store().saveLedger(id, { fence: 1, entries: [{ ...entry, phase: 'planned', id: null }] })
      await store().saveLedger(id, { fence: 1, entries: [entry] })
      expect(await store().findLedger(id)).to.deep.equal([entry])
      expect(await store().findLedger(newId<RunId>())).to.deep.equal([])
    })

    it('is refused of a stale fence, of a run that has ended, and of one that is not there', async () => {
      const run = await claimNew(harness)
      const save = (id: RunId, fence: number) => store().saveLedger(id, { fence, entries: [entry] })
      await expectCode(save(run.id, 0), 'STALE_ATTEMPT')
      await expectCode(save(newId<RunId>(), 1), 'STALE_ATTEMPT')
      await store().update({ ...run, status: 'applied' }, { status: 'planning', fence: 1 })
      await expectCode(save(run.id, 1), 'STALE_ATTEMPT')
      expect(await store().findLedger(run.id)).to.deep.equal([])
    })
  })

  describe('plan', () => {
    const bytes = Uint8Array.from({ length: 70_000 }, (_, index) => (index * 7) % 256)

    it('is given back byte for byte, with the state that it was made from', async () => {
      const { id } = await claimNew(harness)
      expect(await store().findPlan(id)).to.equal(undefined)
      await store().savePlan(id, { fence: 1, bytes, state: null })
      expect(await store().findPlan(id)).to.deep.include({ state: null })
      const state = { serial: 7, lineage: 'é' }
      await store().savePlan(id, { fence: 1, bytes, state })
      const found = await store().findPlan(id)
      expect(found?.state).to.deep.equal(state)
      expect(Buffer.from(found?.bytes ?? []).equals(bytes)).to.equal(true)
    })

    it('is kept beside the ledger', async () => {
      const { id } = await claimNew(harness)
      await store().saveLedger(id, { fence: 1, entries: [entry] })
      await store().savePlan(id, { fence: 1, bytes: bytesOf(1), state: null })
      await store().saveLedger(id, { fence: 1, entries: [entry, { ...entry, address: 'a.c' }] })
      expect(await store().findLedger(id)).to.have.length(2)
      expect([...((await store().findPlan(id))?.bytes ?? [])]).to.deep.equal([1])
    })

    it('is refused of a stale fence, of a run that has ended, and of one that is not there', async () => {
      const run = await claimNew(harness)
      const save = (id: RunId, fence: number) => store().savePlan(id, { fence, bytes, state: null })
      await expectCode(save(run.id, 2), 'STALE_ATTEMPT')
      await expectCode(save(newId<RunId>(), 1), 'STALE_ATTEMPT')
      await store().update({ ...run, status: 'planned' }, { status: 'planning', fence: 1 })
      await expectCode(save(run.id, 1), 'STALE_ATTEMPT')
      expect(await store().findPlan(run.id)).to.equal(undefined)
    })
  })
}

function bytesOf(...values: number[]): Uint8Array {
  return Uint8Array.from(values)
}

async function claimNew(harness: StorageHarness): Promise<RunRecord> {
  const { id } = await harness.addRun()
  const claimed = await harness.storage.runs.claim(id, { worker: 'w1', leaseMs })
  if (claimed === undefined) throw new Error('The run was not to be had.')
  return claimed
}
