import { expect } from 'chai'
import { describe, it } from 'mocha'
import { newId, type RunId, type WorkspaceId } from '../../id/ids.js'
import type { RunRecord } from '../../run/run.js'
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

function bytesOf(...values: number[]): Uint8Array {
  return Uint8Array.from(values)
}

async function claimNew(harness: StorageHarness): Promise<RunRecord> {
  const { id } = await harness.addRun()
  const claimed = await harness.storage.runs.claim(id, { worker: 'w1', leaseMs })
  if (claimed === undefined) throw new Error('The run was not to be had.')
  return claimed
}
