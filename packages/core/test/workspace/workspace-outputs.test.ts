import { expect } from 'chai'
import { describe, it } from 'mocha'
import type { EngineJob } from '../../src/engine/engine.js'
import { expectCode } from '../../src/testing/expect-code.js'
import { useWaybillLab } from '../support/waybill-lab.js'

const outputs = {
  address: { value: { host: 'db', port: 5432 }, sensitive: false },
  password: { value: 'hunter2', sensitive: true },
}

/** As Terraform's state holds them: every value in the clear. */
function script() {
  return {
    outputs: () => outputs,
    begin: ({ runId }: EngineJob) => {
      const file = { version: 4, serial: 1, lineage: runId, outputs, resources: [] }
      const bytes = new TextEncoder().encode(JSON.stringify(file))
      return [{ type: 'state', state: { serial: 90, lineage: runId, bytes } }] as const
    },
  }
}

describe('outputs of a workspace', () => {
  const lab = useWaybillLab()

  async function ready() {
    const worker = await lab.start({ leaseMs: 60_000 }, { script: script() })
    return lab.createReady(worker)
  }

  it('are shown but for the sensitive ones, which keep their names', async () => {
    const { id } = await ready()
    const masked = { address: outputs.address, password: { value: null, sensitive: true } }
    expect(await lab.client.workspaces.outputs(id)).to.deep.equal(masked)
    expect((await lab.client.workspaces.get(id)).outputs).to.deep.equal(masked)
    expect(JSON.stringify(await lab.client.events.list({ limit: 1000 }))).to.not.include('hunter2')
  })

  it('are revealed to whom asks for it, and the change feed tells who that was', async () => {
    const { id } = await ready()
    expect(await lab.client.workspaces.outputs(id, { reveal: true, actor: 'ada' })).to.deep.equal(outputs)
    const { items } = await lab.client.events.list({ limit: 1000 })
    expect(items.at(-1)).to.deep.include({ type: 'workspace.outputs_revealed', actor: 'ada' })
    expect(items.at(-1)?.data.outputs).to.deep.equal(['password'])
    expect(JSON.stringify(items)).to.not.include('hunter2')
  })

  it('tell nobody that somebody looked where nothing is secret', async () => {
    const worker = await lab.start({ leaseMs: 60_000 })
    const { id } = await lab.createReady(worker)
    expect(await lab.client.workspaces.outputs(id, { reveal: true })).to.deep.equal({})
    const { items } = await lab.client.events.list({ limit: 1000 })
    expect(items.map(({ type }) => type)).to.not.include('workspace.outputs_revealed')
  })

  it('are not there of a workspace that is not', () =>
    expectCode(lab.client.workspaces.outputs('nobody'), 'WORKSPACE_NOT_FOUND'))
})
