import { makeAppWrite, makeRunRecord, makeSyncReport, makeWorkspaceRecord } from '@waybill/core/testing'
import { expect } from 'chai'
import { beforeEach, describe, it } from 'mocha'
import { useStorage } from '../support/use-storage.js'

describe('the journal of states', () => {
  const harness = useStorage()
  beforeEach(() => harness.empty())

  const addRun = async () => {
    const app = makeAppWrite({ slug: 'shop' })
    const changes = [{ kind: 'added', app }] as const
    const plan = { baseVersion: 0, changes, unchanged: 0, found: 1 }
    await harness.storage.catalog.applySync({
      plan,
      report: makeSyncReport('2026-01-31T09:00:00.000Z', { changed: changes }),
      events: [],
    })
    const workspace = makeWorkspaceRecord({ appId: app.id })
    const run = makeRunRecord({ id: workspace.currentRunId, workspaceId: workspace.id })
    await harness.storage.workspaces.insert(workspace)
    await harness.storage.runs.insert(run)
    return run
  }
  const kept = () =>
    harness.sql<{ fence: number; serial: string }>('SELECT fence, serial FROM workspace_states ORDER BY id')

  it('keeps the last three of each attempt', async () => {
    const { runs } = harness.storage
    const { id } = await addRun()
    const bytes = new TextEncoder().encode('{}')
    for (const fence of [1, 2]) {
      await runs.claim(id, { worker: 'w', leaseMs: 0 })
      for (let step = 1; step <= 5; step++) {
        await runs.saveState(id, { fence, serial: fence * 10 + step, lineage: 'l', bytes })
      }
    }
    expect(await kept()).to.deep.equal([
      { fence: 1, serial: '13' },
      { fence: 1, serial: '14' },
      { fence: 1, serial: '15' },
      { fence: 2, serial: '23' },
      { fence: 2, serial: '24' },
      { fence: 2, serial: '25' },
    ])
  })

  it('drops nothing for a state that it ignores', async () => {
    const { runs } = harness.storage
    const { id } = await addRun()
    await runs.claim(id, { worker: 'w', leaseMs: 60_000 })
    for (const serial of [1, 2, 3, 3, 2]) {
      await runs.saveState(id, { fence: 1, serial, lineage: 'l', bytes: new Uint8Array(1) })
    }
    expect((await kept()).map(({ serial }) => serial)).to.deep.equal(['1', '2', '3'])
  })

  it('stores a state compressed', async () => {
    const { id } = await addRun()
    await harness.storage.runs.claim(id, { worker: 'w', leaseMs: 60_000 })
    const bytes = new TextEncoder().encode(JSON.stringify({ resources: Array(5000).fill('the same') }))
    await harness.storage.runs.saveState(id, { fence: 1, serial: 1, lineage: 'l', bytes })
    const [row] = await harness.sql<{ size: number }>('SELECT length(bytes) AS size FROM workspace_states')
    expect(row?.size).to.be.lessThan(bytes.length / 10)
  })
})
