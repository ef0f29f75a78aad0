import { expect } from 'chai'
import { describe, it } from 'mocha'
import type { Engine } from '../../src/engine/engine.js'
import { simulatedEngine } from '../../src/engine/simulated-engine.js'
import { newId, type RunId } from '../../src/id/ids.js'
import { hasNews, keepLateState } from '../../src/run/late-state.js'
import type { StateSnapshot } from '../../src/run/run-store.js'
import { expectCode } from '../../src/testing/expect-code.js'
import { until } from '../../src/testing/until.js'
import { endExpired } from '../../src/workspace/end-expired.js'
import type { Workspace } from '../../src/workspace/workspace.js'
import { useWaybillLab } from '../support/waybill-lab.js'

/** A state that holds these, as `address name: id`. */
function stateOf(ids: Readonly<Record<string, string>>, parts: Partial<StateSnapshot> = {}): StateSnapshot {
  const { serial = 1, lineage = 'l' } = parts
  const resources = Object.entries(ids).map(([name, id]) => ({
    mode: 'managed',
    type: 'a',
    name,
    instances: [{ attributes: { id } }],
  }))
  const file = { version: 4, serial, lineage, outputs: {}, resources }
  return { serial, lineage, bytes: new TextEncoder().encode(JSON.stringify(file)), ...parts }
}

describe('hasNews', () => {
  const broken = stateOf({}, { bytes: new TextEncoder().encode('{') })
  const cases = [
    { name: 'the same', late: stateOf({ one: '1' }), newest: stateOf({ one: '1' }), is: false },
    { name: 'less', late: stateOf({ one: '1' }), newest: stateOf({ one: '1', two: '2' }), is: false },
    { name: 'nothing where nothing is known', late: stateOf({}), newest: undefined, is: false },
    { name: 'something where nothing is known', late: stateOf({ one: '1' }), newest: undefined, is: true },
    { name: 'one more', late: stateOf({ one: '1', two: '2' }), newest: stateOf({ one: '1' }), is: true },
    {
      name: 'another of the same address',
      late: stateOf({ one: '9' }),
      newest: stateOf({ one: '1' }),
      is: true,
    },
    { name: 'what cannot be read', late: broken, newest: stateOf({ one: '1' }), is: true },
    { name: 'anything beside what cannot be read', late: stateOf({}), newest: broken, is: true },
  ]
  for (const { name, late, newest, is } of cases) {
    it(`is ${is} of a state with ${name}`, () => expect(hasNews(late, newest)).to.equal(is))
  }
})

const steady = { leaseMs: 60_000 }

describe('a state that turns up late', () => {
  const lab = useWaybillLab()
  const late = (serial = 7) => stateOf({ forgotten: 'i-1' }, { serial, lineage: 'other' })

  /** A ready workspace whose first run hands in another state after its end. */
  async function diverge(): Promise<Workspace> {
    const worker = await lab.start(steady)
    const workspace = await lab.createReady(worker)
    await worker.waybill.close()
    expect(await handIn(workspace)).to.equal(true)
    return workspace
  }

  function handIn({ id, currentRun }: Workspace, state = late()): Promise<boolean> {
    const run = { id: currentRun.id, workspaceId: id }
    const at = lab.clock().toISOString()
    return lab.storage.transaction(stores => keepLateState(stores, { run, state, at }))
  }

  it('is kept beside the newest one, and its workspace waits until somebody chooses', async () => {
    const { id } = await diverge()
    const workspace = await lab.client.workspaces.get(id)
    expect(workspace).to.deep.include({ diverged: true, actions: ['choose-state', 'orphan'] })
    expect(workspace.waiting).to.include('has to be chosen')
    const [kept, newest] = await lab.client.workspaces.states(id)
    expect(kept).to.deep.include({ diverged: true, serial: 7, lineage: 'other' })
    expect(newest).to.deep.include({ diverged: false })
    expect((await lab.client.workspaces.readState(id)).lineage).to.equal(newest?.lineage)
    expect((await lab.client.workspaces.readState(id, kept?.id)).lineage).to.equal('other')
    const { items } = await lab.client.events.list({ limit: 1000 })
    expect(items.at(-1)?.type).to.equal('workspace.state_diverged')
  })

  it('keeps an attempt from planning that finds one on its host', async () => {
    const simulated = simulatedEngine({ stepDelayMs: 0 })
    const engine: Engine = {
      ...simulated,
      probe: () => simulated.probe(),
      open: job => {
        if (job.kind === 'update') job.emit({ type: 'late-state', state: late() })
        return simulated.open(job)
      },
    }
    await lab.start(steady, { engines: [engine] })
    const { id, currentRun } = await lab.create()
    expect((await lab.untilEnded(currentRun.id)).status).to.equal('applied')
    const update = await lab.client.workspaces.startRun(id, { kind: 'update' })
    const { status, plan, error } = await lab.untilEnded(update.id)
    expect({ status, plan }).to.deep.equal({ status: 'errored', plan: null })
    expect(error?.message).to.match(/left a state on this host \(serial 7\) beside the stored one/)
    expect(await lab.client.workspaces.get(id)).to.deep.include({
      diverged: true,
      actions: ['choose-state', 'orphan'],
    })
  })

  it('is kept once, and not at all when it is nothing new', async () => {
    const workspace = await diverge()
    expect(await handIn(workspace)).to.equal(false)
    const newest = await lab.storage.runs.findState(workspace.id)
    if (newest === undefined) throw new Error('There is no state.')
    expect(await handIn(workspace, { ...newest, serial: newest.serial - 1 })).to.equal(false)
    expect(
      (await lab.client.workspaces.states(workspace.id)).filter(({ diverged }) => diverged),
    ).to.have.length(1)
  })

  it('blocks whatever would go on from the wrong state', async () => {
    const { id, currentRun } = await diverge()
    const { workspaces, runs } = lab.client
    for (const kind of ['update', 'plan', 'refresh'] as const)
      await expectCode(workspaces.startRun(id, { kind }), 'WORKSPACE_CONFLICT')
    await expectCode(workspaces.destroy(id), 'WORKSPACE_CONFLICT')
    await expectCode(workspaces.restoreState(id, '1'), 'WORKSPACE_CONFLICT')
    expect((await workspaces.patch(id, { name: 'renamed' })).name).to.equal('renamed')
    expect((await runs.get(currentRun.id)).actions).to.deep.equal([])
    expect((await workspaces.updateOutdated()).runs).to.deep.equal([])
  })

  it('does not let the workspace end by itself', async () => {
    const { id } = await diverge()
    await lab.client.workspaces.patch(id, { ttl: '1h' })
    lab.advance(2 * 3_600_000)
    await endExpired({ storage: lab.storage, clock: lab.clock, newId })
    expect((await lab.client.workspaces.get(id)).status).to.equal('ready')
  })

  for (const choice of ['the late one', 'the newest one'] as const) {
    it(`lets the workspace go on once ${choice} is chosen`, async () => {
      const { id } = await diverge()
      const entries = await lab.client.workspaces.states(id)
      const chosen = entries.find(({ diverged }) => diverged === (choice === 'the late one'))
      if (chosen === undefined) throw new Error('There is no such state.')
      const workspace = await lab.client.workspaces.chooseState(id, chosen.id, { actor: 'ada' })
      expect(workspace).to.deep.include({ diverged: false, waiting: null })
      const state = await lab.client.workspaces.readState(id)
      expect(state.lineage).to.equal(chosen.lineage)
      const file = JSON.parse(new TextDecoder().decode(state.bytes)) as { serial: number }
      expect(file.serial).to.equal(state.serial)
      if (choice === 'the late one') {
        expect(state.serial).to.be.greaterThan(Math.max(...entries.map(({ serial }) => serial)))
      }
      await lab.client.workspaces.startRun(id, { kind: 'update' })
      const { items } = await lab.client.events.list({ limit: 1000 })
      expect(items.find(({ type }) => type === 'workspace.state_chosen')?.actor).to.equal('ada')
    })
  }

  it('is chosen only where states have diverged, and only of those that are there', async () => {
    const { id } = await diverge()
    await expectCode(lab.client.workspaces.chooseState(id, '999'), 'STATE_NOT_FOUND')
    await expectCode(lab.client.workspaces.chooseState('nobody', '1'), 'WORKSPACE_NOT_FOUND')
    const [first] = await lab.client.workspaces.states(id)
    await lab.client.workspaces.chooseState(id, first?.id ?? '')
    await expectCode(lab.client.workspaces.chooseState(id, first?.id ?? ''), 'WORKSPACE_CONFLICT')
  })

  it('holds back a run that is queued, until one is chosen', async () => {
    const worker = await lab.start(steady)
    const workspace = await lab.createReady(worker)
    await worker.waybill.close()
    const run = await lab.client.workspaces.startRun(workspace.id, { kind: 'update' })
    await handIn(workspace)
    expect((await lab.client.runs.get(run.id)).waiting).to.include('has to be chosen')
    const other = await lab.start(steady)
    const next = await lab.create()
    await other.gated.waiting(0)
    expect((await lab.client.runs.get(run.id)).status).to.equal('pending')
    expect(other.gated.sessions[0]?.job.runId).to.equal(next.currentRun.id)
    const [first] = await lab.client.workspaces.states(workspace.id)
    await lab.client.workspaces.chooseState(workspace.id, first?.id ?? '')
    const session = await until(() => other.gated.sessions.find(({ job }) => job.runId === run.id), 'the run')
    expect(session.job.state?.lineage).to.equal('other')
  })

  it('holds back a destroy that was asked for, until one is chosen', async () => {
    const worker = await lab.start({ leaseMs: 1200 })
    const workspace = await lab.create()
    await worker.gated.waiting(0)
    await handIn(workspace)
    await expectCode(lab.client.workspaces.destroy(workspace.id), 'WORKSPACE_CONFLICT')
    const [kept] = await lab.client.workspaces.states(workspace.id)
    await expectCode(lab.client.workspaces.chooseState(workspace.id, kept?.id ?? ''), 'RUN_CONFLICT')
    const record = await lab.storage.workspaces.find({ by: { idOrName: workspace.id } })
    if (record === undefined) throw new Error('The workspace is gone.')
    const destroyRequestedAt = lab.clock().toISOString()
    await lab.storage.workspaces.update({ ...record, destroyRequestedAt })
    await lab.client.runs.cancel(workspace.currentRun.id)
    await lab.untilEnded(workspace.currentRun.id)
    expect((await lab.client.workspaces.get(workspace.id)).status).to.equal('destroying')
    const chosen = await lab.client.workspaces.chooseState(workspace.id, kept?.id ?? '')
    expect(chosen.currentRun.kind).to.equal('destroy')
  })

  it('is handed in by an attempt that lost its run, once it has ended', async () => {
    const made = stateOf({ partial: 'i-9' }, { serial: 50, lineage: 'first' })
    const script = { end: () => [{ type: 'state', state: made }] as const }
    const first = await lab.start({ id: 'a/1' }, { script })
    const workspace = await lab.create()
    const lost = await first.gated.waiting(0)
    first.line.cut()
    const second = await lab.start({ id: 'b/1', leaseMs: 1500 })
    ;(await second.gated.waiting(0)).open()
    await lab.untilEnded(workspace.currentRun.id)
    await first.line.mend()
    await until(() => lost.calls.includes('close and keep'), 'the end of the lost attempt')
    await until(
      async () => (await lab.client.workspaces.get(workspace.id)).diverged,
      'a workspace whose states have diverged',
    )
    expect((await lab.client.workspaces.states(workspace.id))[0]).to.deep.include({
      diverged: true,
      serial: 50,
      runId: workspace.currentRun.id,
    })
  })

  it('is not kept of a workspace that is gone', async () => {
    const workspace = await lab.create()
    await lab.client.workspaces.destroy(workspace.id)
    expect(await handIn(workspace)).to.equal(false)
    await expectCode(
      handIn({ ...workspace, currentRun: { ...workspace.currentRun, id: newId<RunId>() } }),
      'STALE_ATTEMPT',
    )
  })
})
