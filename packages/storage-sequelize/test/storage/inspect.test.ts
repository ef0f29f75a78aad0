import { newId } from '@waybill/core'
import { makeRunRecord, makeWorkspaceRecord } from '@waybill/core/testing'
import { expect } from 'chai'
import { beforeEach, it } from 'mocha'
import { describeOnServers } from '../support/servers.js'
import { useStorage } from '../support/use-storage.js'

describeOnServers('inspect', server => {
  const harness = useStorage(server)
  beforeEach(() => harness.empty())

  it('finds an empty storage fit and with nothing to do', async () => {
    const report = await harness.storage.inspect?.()
    expect(report).to.deep.include({
      pendingMigrations: [],
      apps: {},
      runs: [],
      queue: { depth: 0, oldestSeconds: null },
      leases: { held: 0, expired: 0 },
      workers: 0,
      pendingDeliveries: 0,
    })
    expect(report?.pool?.max).to.equal(10)
    expect(report?.pool?.open).to.be.within(1, 10)
  })

  it('counts runs by kind and status, leases, workers and what waits', async () => {
    const { storage } = harness
    // Runs alone are looked at here: their workspaces are left out.
    await harness.sql('ALTER TABLE runs DISABLE TRIGGER ALL')
    try {
      for (let index = 0; index < 3; index++) {
        const workspace = makeWorkspaceRecord({ appId: newId() })
        await storage.runs.insert(makeRunRecord({ id: workspace.currentRunId, workspaceId: workspace.id }))
        if (index === 0) await storage.runs.claim(workspace.currentRunId, { worker: 'w1', leaseMs: 60_000 })
      }
    } finally {
      await harness.sql('ALTER TABLE runs ENABLE TRIGGER ALL')
    }
    const report = await storage.inspect?.()
    expect(report?.queue.depth).to.equal(2)
    expect(report?.queue.oldestSeconds).to.be.a('number')
    expect(report?.leases).to.deep.equal({ held: 1, expired: 0 })
    expect(report?.runs).to.deep.include({ kind: 'provision', status: 'planning', count: 1, attempts: 1 })
    expect(report?.runs).to.deep.include({ kind: 'provision', status: 'pending', count: 2, attempts: 0 })
  })
})
