import {
  makeAppWrite,
  makeNewEvent,
  makeRunRecord,
  makeSyncReport,
  makeWorkspaceRecord,
} from '@waybill/core/testing'
import { expect } from 'chai'
import { beforeEach, describe, it } from 'mocha'
import { useStorage } from '../support/use-storage.js'

const old = '2026-01-01T00:00:00.000Z'
const border = '2026-02-01T00:00:00.000Z'
const young = '2026-03-01T00:00:00.000Z'

describe('what a storage forgets', () => {
  const harness = useStorage()
  beforeEach(() => harness.empty())

  const prune = () => harness.storage.prune?.(border)
  const count = async (table: string) => {
    const [row] = await harness.sql<{ count: string }>(`SELECT count(*) FROM ${table}`)
    return Number(row?.count)
  }

  const syncApp = async () => {
    const app = makeAppWrite({ slug: 'shop' })
    const changes = [{ kind: 'added', app }] as const
    await harness.storage.catalog.applySync({
      plan: { baseVersion: 0, changes, unchanged: 0, found: 1 },
      report: makeSyncReport(old, { changed: changes }),
      events: [],
    })
    return app
  }

  /** A workspace with a run that has a log, two states and a plan, ended at a time. */
  const addWorkspace = async (name: string, endedAt: string, status: 'ready' | 'destroyed' = 'ready') => {
    const [app] = (await harness.storage.catalog.listKnown()).apps
    if (app === undefined) throw new Error('the app is missing')
    const destroyedAt = status === 'destroyed' ? endedAt : null
    const workspace = makeWorkspaceRecord({
      appId: app.id,
      name,
      key: name,
      idempotencyKey: name,
      status,
      destroyedAt,
    })
    const run = makeRunRecord({ id: workspace.currentRunId, workspaceId: workspace.id })
    const { runs, workspaces } = harness.storage
    await workspaces.insert(workspace)
    await runs.insert(run)
    const claimed = await runs.claim(run.id, { worker: 'w', leaseMs: 60_000 })
    if (claimed === undefined) throw new Error('the run was not claimed')
    await runs.appendLog(run.id, { fence: 1, offset: 0, bytes: new TextEncoder().encode('log\n') })
    await runs.savePlan(run.id, { fence: 1, bytes: new Uint8Array(3), state: null })
    for (const serial of [1, 2]) {
      await runs.saveState(run.id, { fence: 1, serial, lineage: 'l', bytes: new Uint8Array(1) })
    }
    await runs.update({ ...claimed, status: 'applied', endedAt }, { status: 'planning', fence: 1 })
    await harness.sql('UPDATE workspace_states SET saved_at = $1 WHERE run_id = $2', [endedAt, run.id])
    return { run, workspace }
  }

  it('is old events, but for the newest of all, and no young one', async () => {
    const { events } = harness.storage
    await events.append([makeNewEvent({ at: old }), makeNewEvent({ at: old })])
    await prune()
    expect((await events.list({ after: 0, limit: 10 })).items.map(({ number }) => number)).to.deep.equal([2])
    await events.append([makeNewEvent({ at: young }), makeNewEvent({ at: young })])
    await prune()
    expect(await events.list({ after: 0, limit: 10 })).to.deep.include({ first: 3, last: 4 })
    await events.append([makeNewEvent({ at: young })])
    expect((await events.list({ after: 4, limit: 10 })).items.map(({ number }) => number)).to.deep.equal([5])
  })

  it('is more than fits into one statement', async () => {
    await harness.storage.events.append(Array.from({ length: 2500 }, () => makeNewEvent({ at: old })))
    await prune()
    expect(await count('events')).to.equal(1)
  })

  it('is reports of old syncs, but for the newest', async () => {
    await syncApp()
    await prune()
    expect(await count('syncs')).to.equal(1)
  })

  it('is logs, plans and followed states of old runs; the newest state stays', async () => {
    await syncApp()
    const { runs } = harness.storage
    const { run, workspace } = await addWorkspace('old', old)
    await prune()
    expect(await runs.readLog(run.id, { offset: 0, limitBytes: 9 })).to.deep.include({ size: 0 })
    expect(await count('run_log_chunks')).to.equal(0)
    expect(await runs.findPlan(run.id)).to.equal(undefined)
    expect((await runs.listStates(workspace.id)).map(({ serial }) => serial)).to.deep.equal([2])
    expect((await runs.find(run.id))?.status).to.equal('applied')
  })

  it('is nothing of young runs', async () => {
    await syncApp()
    const { runs } = harness.storage
    const { run, workspace } = await addWorkspace('young', young)
    await prune()
    expect(await runs.readLog(run.id, { offset: 0, limitBytes: 9 })).to.deep.include({ size: 4 })
    expect(await runs.findPlan(run.id)).to.not.equal(undefined)
    expect(await runs.listStates(workspace.id)).to.have.length(2)
  })

  it('is workspaces that were destroyed long ago, with all that was theirs', async () => {
    await syncApp()
    await addWorkspace('gone', old, 'destroyed')
    await addWorkspace('just-gone', young, 'destroyed')
    const kept = await addWorkspace('here', old)
    await prune()
    const names = await harness.sql<{ name: string }>('SELECT name FROM workspaces ORDER BY name')
    expect(names.map(({ name }) => name)).to.deep.equal(['here', 'just-gone'])
    expect(await count('runs')).to.equal(2)
    expect(await harness.storage.runs.findState(kept.workspace.id)).to.not.equal(undefined)
  })

  it('is templates that nothing uses any more', async () => {
    await syncApp()
    const { workspace } = await addWorkspace('here', young)
    const { workspaces } = harness.storage
    const settings = { title: 't' } as never
    for (const { name, version } of [workspace.template, { name: 'unused', version: '1' }]) {
      await workspaces.saveTemplate({ name, version, settings, files: [] })
    }
    await harness.sql('UPDATE template_versions SET created_at = $1', [old])
    await prune()
    expect(await count('template_versions')).to.equal(1)
    expect(await workspaces.findTemplate(workspace.template.name, workspace.template.version)).to.not.equal(
      undefined,
    )
  })
})
