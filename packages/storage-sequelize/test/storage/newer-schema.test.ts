import { appQuerySchema, newId, type RunId, type WorkspaceId } from '@waybill/core'
import {
  makeAppWrite,
  makeNewEvent,
  makeRunRecord,
  makeSyncReport,
  makeWorkspaceRecord,
} from '@waybill/core/testing'
import { expect } from 'chai'
import { describe, it } from 'mocha'
import { tables } from '../../src/schema/tables.js'
import { useStorage } from '../support/use-storage.js'

describe('a storage on the schema of a newer version', () => {
  const harness = useStorage()

  /** A bit of everything that a storage does, on its own rows. */
  const useAll = async () => {
    const { catalog, workspaces, runs, events } = harness.storage
    const { number } = await catalog.getVersion()
    const changes = [{ kind: 'added', app: makeAppWrite({ slug: `app-${number}` }) }] as const
    await catalog.applySync({
      plan: { baseVersion: number, changes, unchanged: 0, found: 1 },
      report: makeSyncReport('2026-01-31T09:00:00.000Z', { changed: changes }),
      events: [makeNewEvent()],
    })
    const app = await catalog.findApp(`app-${number}`)
    if (app === undefined) throw new Error('The app is gone.')
    const workspace = makeWorkspaceRecord({ appId: app.id })
    await workspaces.insert(workspace)
    const run = makeRunRecord({ id: workspace.currentRunId, workspaceId: workspace.id })
    await runs.insert(run)
    const claimable = await runs.listClaimable()
    const claimed = await runs.claim(run.id, { worker: 'w', leaseMs: 60_000 })
    await runs.beat(run.id, { fence: 1, leaseMs: 60_000 })
    await runs.appendLog(run.id, { fence: 1, offset: 0, bytes: new Uint8Array(3) })
    await runs.saveState(run.id, { fence: 1, serial: 1, lineage: 'l', bytes: new Uint8Array(3) })
    await runs.saveWorker({ id: 'w', host: 'h', engines: [], slots: 1, tags: [] })
    await harness.storage.queue.add({ runId: newId<RunId>(), attempt: 1, lane: 'x' })
    return {
      apps: await catalog.listApps(appQuerySchema.parse({})),
      known: await catalog.listKnown(),
      revisions: await catalog.listRevisions(app.id),
      syncs: await catalog.listSyncs({ limit: 1 }),
      workspaces: await workspaces.list({ limit: 1 }),
      found: await workspaces.find({ by: { idOrName: workspace.name } }),
      claimable: claimable.length,
      claimed: claimed?.status,
      log: (await runs.readLog(run.id, { offset: 0, limitBytes: 9 }))?.size,
      state: (await runs.findState(workspace.id as WorkspaceId))?.serial,
      workers: await runs.listWorkers(),
      events: (await events.list({ after: 0, limit: 1 })).items.length,
    }
  }

  it('goes on while it runs: new columns that may be missing change nothing', async () => {
    // Twice, so that everything that is prepared on a connection is.
    await useAll()
    const before = await useAll()
    for (const { name } of tables) await harness.sql(`ALTER TABLE ${name} ADD COLUMN later TEXT`)
    const after = await useAll()
    expect(Object.keys(after)).to.deep.equal(Object.keys(before))
    expect({ ...after, ...changing }).to.deep.equal({ ...before, ...changing })
  })

  /** What differs from one use to the next. */
  const changing = { apps: 0, known: 0, revisions: 0, syncs: 0, workspaces: 0, found: 0 }
})
