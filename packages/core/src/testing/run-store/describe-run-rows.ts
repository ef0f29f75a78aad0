import { expect } from 'chai'
import { describe, it } from 'mocha'
import { newId, type RunId, type WorkspaceId } from '../../id/ids.js'
import {
  type RunQueryInput,
  type RunRecord,
  runQuerySchema,
  runRecordSchema,
  runStatuses,
} from '../../run/run.js'
import { isActive } from '../../run/run-state.js'
import type { StoredRunQuery } from '../../run/run-store.js'
import { expectCode } from '../expect-code.js'
import type { StorageHarness } from '../storage/use-storage.js'
import { makePlan, makeRunRecord } from '../workspace-builders.js'

/** Rows of runs, and which of them may be there at the same time. */
export function describeRunRows(harness: StorageHarness): void {
  describe('rows', () => {
    const store = () => harness.storage.runs

    it('finds nothing that is not there', async () => {
      expect(await store().find(newId<RunId>())).to.equal(undefined)
    })

    it('gives back what was inserted', async () => {
      const run = await harness.addRun({
        kind: 'destroy',
        parameters: { text: 'é 🚢', list: [1, null, { deep: true }] },
        plan: { add: 1, change: 2, destroy: 3, replace: 4, changes: [], drift: [] },
        createdBy: 'ada@example.com',
        requestId: 'pr-42',
        cancelRequestedAt: '2026-01-31T09:31:00.001Z',
        forceRequestedAt: '2026-01-31T09:32:00.001Z',
        workerTag: 'gpu',
        approve: 'always',
        background: true,
        approval: {
          at: '2026-01-31T09:30:30.000Z',
          by: null,
          plan: makePlan([{ address: 'a["é"]', action: 'replace' }]),
          uncertain: ['a.b'],
          imports: [{ address: 'a.b', id: '1' }],
        },
        uncertain: [{ address: 'a.b', id: null, why: 'outcome-unknown', resolved: null }],
      })
      expect(await store().find(run.id)).to.deep.equal(run)
      expect(runRecordSchema.parse(run)).to.deep.equal(run)
    })

    for (const status of runStatuses.filter(isActive)) {
      it(`refuses a second run of a workspace while the first is ${status}`, async () => {
        const run = await harness.addRun({ status })
        await expectCode(store().insert(makeRunRecord({ workspaceId: run.workspaceId })), 'RUN_CONFLICT')
      })
    }

    for (const status of runStatuses.filter(status => !isActive(status))) {
      it(`takes a second run of a workspace once the first is ${status}`, async () => {
        const run = await harness.addRun({ status })
        const second = makeRunRecord({ workspaceId: run.workspaceId })
        await store().insert(second)
        expect(await store().find(second.id)).to.deep.equal(second)
      })
    }

    it('takes a run that has ended already beside one that goes on', async () => {
      const run = await harness.addRun()
      const ended = makeRunRecord({ workspaceId: run.workspaceId, status: 'discarded' })
      await store().insert(ended)
      expect((await store().find(ended.id))?.status).to.equal('discarded')
    })

    it('takes one of many runs that are inserted for a workspace at once', async () => {
      const run = await harness.addRun({ status: 'applied' })
      const inserts = Array.from({ length: 6 }, () =>
        store().insert(makeRunRecord({ workspaceId: run.workspaceId })),
      )
      const outcomes = await Promise.allSettled(inserts)
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).to.have.length(1)
      for (const outcome of outcomes) {
        if (outcome.status === 'rejected') expect(outcome.reason).to.have.property('code', 'RUN_CONFLICT')
      }
    })
  })
}

/** The compare-and-set. */
export function describeRunUpdates(harness: StorageHarness): void {
  describe('update', () => {
    const store = () => harness.storage.runs

    it('writes everything but the size of the log', async () => {
      const claimed = await claimNew(harness)
      await store().appendLog(claimed.id, { fence: 1, offset: 0, bytes: new Uint8Array(5) })
      const ended: RunRecord = {
        ...claimed,
        status: 'errored',
        plan: { add: 1, change: 0, destroy: 0, replace: 0, changes: [], drift: [] },
        error: {
          code: 'RUN_FAILED',
          message: 'It failed.',
          hint: 'Try again.',
          phase: 'apply',
          diagnostics: [
            { severity: 'error', summary: 'No', detail: '', address: 'a.b', file: 'main.tf', line: 3 },
          ],
        },
        leaseExpiresAt: null,
        cancelRequestedAt: '2026-01-31T10:00:00.000Z',
        endedAt: '2026-01-31T10:00:01.000Z',
        updatedAt: '2026-01-31T10:00:01.000Z',
        logSize: 99,
      }
      expect(await store().update(ended, { status: 'planning', fence: 1 })).to.equal(true)
      expect(await store().find(claimed.id)).to.deep.equal({ ...ended, logSize: 5 })
    })

    const refusals = [
      { name: 'whose status has moved on', expected: { status: 'pending', fence: 1 } },
      { name: 'whose fence has moved on', expected: { status: 'planning', fence: 0 } },
    ] as const
    for (const { name, expected } of refusals) {
      it(`is refused, and writes nothing, for a run ${name}`, async () => {
        const claimed = await claimNew(harness)
        expect(await store().update({ ...claimed, status: 'errored' }, expected)).to.equal(false)
        expect(await store().find(claimed.id)).to.deep.equal(claimed)
      })
    }

    it('is refused for a run that is not there', async () => {
      const stranger = makeRunRecord({ workspaceId: newId<WorkspaceId>() })
      expect(await store().update(stranger, { status: 'pending', fence: 0 })).to.equal(false)
    })

    it('lets one of many win that expect the same', async () => {
      const run = await harness.addRun()
      const updates = Array.from({ length: 8 }, () =>
        store().update({ ...run, status: 'canceled' }, { status: 'pending', fence: 0 }),
      )
      expect((await Promise.all(updates)).filter(Boolean)).to.have.length(1)
    })
  })
}

/** Pages of runs. */
export function describeRunLists(harness: StorageHarness): void {
  describe('list', () => {
    const list = (query: RunQueryInput & Pick<StoredRunQuery, 'ids' | 'workspaceIds'> = {}) => {
      const { ids, workspaceIds, ...rest } = query
      return harness.storage.runs.list({
        ...runQuerySchema.parse(rest),
        ...(ids === undefined ? {} : { ids }),
        ...(workspaceIds === undefined ? {} : { workspaceIds }),
      })
    }
    const ids = async (query?: Parameters<typeof list>[0]) => (await list(query)).items.map(({ id }) => id)

    it('is empty at first', async () => {
      expect(await list()).to.deep.equal({ items: [], nextCursor: null })
    })

    it('gives the newest first, filtered by workspace, status, kind and ids', async () => {
      const a = await harness.addRun({ status: 'applied' })
      const b = await harness.addRun({ kind: 'destroy' })
      const c = makeRunRecord({ workspaceId: a.workspaceId, kind: 'destroy' })
      await harness.storage.runs.insert(c)
      expect(await ids()).to.deep.equal([c.id, b.id, a.id])
      expect(await ids({ workspaceId: a.workspaceId })).to.deep.equal([c.id, a.id])
      expect(await ids({ status: ['applied', 'errored'] })).to.deep.equal([a.id])
      expect(await ids({ status: [] })).to.deep.equal([c.id, b.id, a.id])
      expect(await ids({ kind: 'destroy' })).to.deep.equal([c.id, b.id])
      expect(await ids({ ids: [a.id, b.id, newId<RunId>()] })).to.deep.equal([b.id, a.id])
      expect(await ids({ ids: [] })).to.deep.equal([])
      expect(await ids({ workspaceIds: [a.workspaceId, newId<WorkspaceId>()] })).to.deep.equal([c.id, a.id])
      expect(await ids({ workspaceIds: [] })).to.deep.equal([])
    })

    it('pages through without missing or repeating one, whatever is inserted meanwhile', async () => {
      const all: RunId[] = []
      for (let index = 0; index < 5; index++) all.unshift((await harness.addRun()).id)
      const first = await list({ limit: 2 })
      await harness.addRun()
      const second = await list({ limit: 2, cursor: first.nextCursor ?? '' })
      const third = await list({ limit: 2, cursor: second.nextCursor ?? '' })
      const seen = [first, second, third].flatMap(page => page.items.map(({ id }) => id))
      expect(seen).to.deep.equal(all)
      expect(third.nextCursor).to.equal(null)
    })

    it('refuses a cursor that is none', async () => {
      await expectCode(list({ cursor: 'bm9uZQ' }), 'INVALID_INPUT')
    })
  })
}

/** Who is ahead of whom. */
export function describeQueuePlaces(harness: StorageHarness): void {
  describe('places in the queue', () => {
    const store = () => harness.storage.runs

    it('count those that run and those that are taken earlier, each kind of worker by itself', async () => {
      const running = await claimNew(harness)
      const approved = await harness.addRun({ status: 'planned', approval })
      const background = await harness.addRun({ background: true })
      const asked = await harness.addRun()
      const last = await harness.addRun({ background: true })
      const tagged = await harness.addRun({ workerTag: 'gpu' })
      const other = await harness.addRun({ engine: 'terraform' })
      const planned = await harness.addRun({ status: 'planned' })
      const ended = await harness.addRun({ status: 'applied' })
      const all = [running, approved, background, asked, last, tagged, other, planned, ended]
      const places = await store().findQueuePlaces(all.map(({ id }) => id))
      expect(Object.fromEntries(places)).to.deep.equal({
        [approved.id]: { running: 1, ahead: 0, behind: running.id },
        [asked.id]: { running: 1, ahead: 1, behind: approved.id },
        [background.id]: { running: 1, ahead: 2, behind: asked.id },
        [last.id]: { running: 1, ahead: 3, behind: background.id },
        [tagged.id]: { running: 0, ahead: 0, behind: null },
        [other.id]: { running: 0, ahead: 0, behind: null },
      })
    })

    it('are told only of those that were asked for', async () => {
      const first = await harness.addRun()
      const second = await harness.addRun()
      const places = await store().findQueuePlaces([second.id, newId<RunId>()])
      expect([...places]).to.deep.equal([[second.id, { running: 0, ahead: 1, behind: first.id }]])
      expect(await store().findQueuePlaces([])).to.deep.equal(new Map())
    })
  })
}

const approval = {
  at: '2026-01-31T09:30:30.000Z',
  by: null,
  plan: makePlan(),
  uncertain: [],
  imports: [],
} as const satisfies RunRecord['approval']

async function claimNew(harness: StorageHarness): Promise<RunRecord> {
  const { id } = await harness.addRun()
  const claimed = await harness.storage.runs.claim(id, { worker: 'w1', leaseMs: 60_000 })
  if (claimed === undefined) throw new Error('The run was not to be had.')
  return claimed
}
