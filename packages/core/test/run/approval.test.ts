import { expect } from 'chai'
import { describe, it } from 'mocha'
import type { EngineJob } from '../../src/engine/engine.js'
import type { Plan } from '../../src/run/run.js'
import { expectCode } from '../../src/testing/expect-code.js'
import { makePlan } from '../../src/testing/workspace-builders.js'
import type { EngineScript } from '../support/gated-engine.js'
import { useWaybillLab } from '../support/waybill-lab.js'

const replacing = makePlan([{ address: 'a.b', action: 'replace', reason: 'cannot_update' }])
const steady = { leaseMs: 60_000 }

/** Every update replaces something; everything else does what is simulated. */
function updates(plan: Plan, more: EngineScript = {}): EngineScript {
  return { plan: ({ kind }: EngineJob) => (kind === 'update' ? plan : {}), ...more }
}

describe('a plan that loses something', () => {
  const lab = useWaybillLab()
  const asked = { approve: 'destructive' } as const

  async function hold(script: EngineScript = {}) {
    const worker = await lab.start({ id: 'a/1', ...steady }, { script: updates(replacing, script) })
    const workspace = await lab.createReady(worker, asked)
    const { id } = await lab.client.workspaces.startRun(workspace.id, { kind: 'update', actor: 'ada' })
    return { worker, workspace, run: await lab.untilRun(id, 'planned') }
  }

  it('waits to be approved, is held by nobody meanwhile, and says so', async () => {
    const { workspace, run, worker } = await hold()
    expect(run).to.deep.include({
      plan: replacing,
      actions: ['approve', 'discard', 'cancel'],
      waiting: 'It waits for its plan to be approved.',
      worker: null,
      leaseExpiresAt: null,
    })
    const shown = await lab.client.workspaces.get(workspace.id)
    expect(shown).to.deep.include({ status: 'updating', waiting: run.waiting })
    expect((await lab.readLogSoFar(run.id)).at(-1)).to.include('It replaces a.b.')
    await worker.waybill.close()
    expect((await lab.client.runs.get(run.id)).status).to.equal('planned')
  })

  it('is applied exactly as it was shown once it is approved, by any worker', async () => {
    const { worker, run, workspace } = await hold({ planBytes: Uint8Array.of(1, 2, 3) })
    await worker.waybill.close()
    const approved = await lab.client.runs.approve(run.id, { actor: 'bob' })
    expect(approved.approval).to.deep.include({ by: 'bob', plan: replacing })
    expect(approved.waiting).to.equal(
      'Its plan is approved. No worker lives; it begins as soon as one starts.',
    )
    const other = await lab.start({ id: 'b/1', ...steady }, { script: updates(replacing) })
    const session = await other.gated.waiting(0)
    expect(session.job.approvedPlan).to.deep.equal({ plan: replacing, bytes: Uint8Array.of(1, 2, 3) })
    session.open()
    expect(await lab.untilEnded(run.id)).to.deep.include({ status: 'applied', attempt: 2, worker: 'b/1' })
    expect((await lab.client.workspaces.get(workspace.id)).status).to.equal('ready')
    const { items } = await lab.client.events.list({ limit: 1000 })
    expect(items.filter(({ type }) => type === 'run.approved').map(({ actor }) => actor)).to.deep.equal([
      'bob',
    ])
  })

  it('is approved once, however often somebody says so', async () => {
    const { worker, run } = await hold()
    await worker.waybill.close()
    const [first, second] = await Promise.all([
      lab.client.runs.approve(run.id, { actor: 'ada' }),
      lab.client.runs.approve(run.id, { actor: 'bob' }),
    ])
    expect(second.approval).to.deep.equal(first.approval)
  })

  it('leaves the workspace as it was when it is discarded', async () => {
    const { run, workspace } = await hold()
    const discarded = await lab.client.runs.discard(run.id, { actor: 'ada' })
    expect(discarded).to.deep.include({ status: 'discarded', actions: ['retry'] })
    expect(discarded.error).to.deep.include({ code: 'DISCARDED', phase: 'plan' })
    expect(await lab.client.workspaces.get(workspace.id)).to.deep.include({ status: 'ready', error: null })
    await expectCode(lab.client.runs.approve(run.id), 'RUN_CONFLICT')
  })

  it('leaves the workspace as it was when it is canceled', async () => {
    const { run, workspace } = await hold()
    const canceled = await lab.client.runs.cancel(run.id)
    expect(canceled.error).to.deep.include({ code: 'CANCELED', phase: 'plan' })
    expect(await lab.client.workspaces.get(workspace.id)).to.deep.include({ status: 'ready', error: null })
  })

  it('is made anew when the state has changed, and asked about again when it does more', async () => {
    let plan = replacing
    const script = {
      planBytes: Uint8Array.of(1),
      plan: ({ kind }: EngineJob) => (kind === 'update' ? plan : {}),
    }
    const { run, worker, workspace } = await hold(script)
    const record = await lab.storage.runs.find(run.id)
    const state = await lab.storage.runs.findState(workspace.id)
    if (record === undefined || state === undefined) throw new Error('Nothing is stored.')
    await lab.storage.runs.putState(run.id, { ...state, serial: state.serial + 1 })
    plan = makePlan([...replacing.changes, { address: 'a.c', action: 'delete' }])
    await lab.client.runs.approve(run.id)
    const again = await lab.untilRun(run.id, 'planned')
    expect(worker.gated.sessions.at(-1)?.job.approvedPlan).to.equal(undefined)
    expect(again).to.deep.include({ approval: null, attempt: 2 })
    expect(again.actions).to.include('approve')
    expect((await lab.readLogSoFar(run.id)).at(-1)).to.include('does what was not approved: deletes a.c')
    await lab.client.runs.approve(run.id)
    const session = await worker.gated.waiting(3)
    session.open()
    expect((await lab.untilEnded(run.id)).status).to.equal('applied')
  })

  it('is not applied without approval also when its worker dies and another one plans anew', async () => {
    const { run, worker } = await hold()
    worker.line.cut()
    await lab.start({ id: 'b/1', ...steady }, { script: updates(replacing) })
    expect((await lab.client.runs.get(run.id)).status).to.equal('planned')
  })
})

describe('a plan by the policy of its workspace', () => {
  const lab = useWaybillLab()

  it('waits always, if that is wanted', async () => {
    await lab.start(steady)
    const { currentRun, id } = await lab.create({ approve: 'always' })
    expect((await lab.untilRun(currentRun.id, 'planned')).waiting).to.include('approved')
    expect((await lab.client.workspaces.get(id)).status).to.equal('provisioning')
  })

  it('waits the first time only, if its plan is wanted first', async () => {
    const worker = await lab.start(steady, {
      script: updates(makePlan([{ address: 'a.b', action: 'update' }])),
    })
    const workspace = await lab.create({ planFirst: true })
    await lab.untilRun(workspace.currentRun.id, 'planned')
    await lab.client.runs.approve(workspace.currentRun.id)
    ;(await worker.gated.waiting(1)).open()
    await lab.untilStatus(workspace, 'ready')
    const { id } = await lab.client.workspaces.startRun(workspace.id, { kind: 'update' })
    ;(await worker.gated.waiting(2)).open()
    expect((await lab.untilEnded(id)).status).to.equal('applied')
  })

  it('never waits, if that is wanted', async () => {
    const worker = await lab.start(steady, { script: updates(replacing) })
    const workspace = await lab.createReady(worker, { approve: 'never' })
    const { id } = await lab.client.workspaces.startRun(workspace.id, { kind: 'update' })
    ;(await worker.gated.waiting(1)).open()
    expect((await lab.untilEnded(id)).status).to.equal('applied')
  })

  it('waits for one run, if that is asked of it', async () => {
    const worker = await lab.start(steady, {
      script: updates(makePlan([{ address: 'a.b', action: 'update' }])),
    })
    const workspace = await lab.createReady(worker, { approve: 'never' })
    const { id } = await lab.client.workspaces.startRun(workspace.id, { kind: 'update', approve: 'always' })
    await lab.untilRun(id, 'planned')
  })

  it('of a destroy waits, if everything has to', async () => {
    const worker = await lab.start(steady)
    const workspace = await lab.createReady(worker, { approve: 'never' })
    const record = await lab.storage.workspaces.find({ by: { idOrName: workspace.id } })
    if (record === undefined) throw new Error('The workspace is gone.')
    await lab.storage.workspaces.update({ ...record, approve: 'always' })
    const { currentRun } = await lab.client.workspaces.destroy(workspace.id)
    await lab.untilRun(currentRun.id, 'planned')
    await lab.client.runs.approve(currentRun.id)
    ;(await worker.gated.waiting(2)).open()
    await lab.untilStatus(workspace, 'destroyed')
  })

  it('can only be approved where it waits', async () => {
    const { currentRun } = await lab.create()
    await expectCode(lab.client.runs.approve(currentRun.id), 'RUN_CONFLICT')
  })

  it('is discarded where nobody executes it, and not where somebody does', async () => {
    const worker = await lab.start(steady)
    const { currentRun, id } = await lab.create()
    await worker.gated.waiting(0)
    await expectCode(lab.client.runs.discard(currentRun.id), 'RUN_CONFLICT')
    await worker.waybill.close()
    const pending = await lab.create()
    const discarded = await lab.client.runs.discard(pending.currentRun.id)
    expect(discarded.status).to.equal('discarded')
    expect((await lab.client.workspaces.get(pending.id)).status).to.equal('failed')
    expect((await lab.client.workspaces.get(id)).status).to.equal('provisioning')
  })
})
