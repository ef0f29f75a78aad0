import { expect } from 'chai'
import { describe, it } from 'mocha'
import type { EngineJob } from '../../src/engine/engine.js'
import type { Manifest } from '../../src/manifest/manifest.js'
import type { Drift, Run } from '../../src/run/run.js'
import { makeManifest } from '../../src/testing/catalog-builders.js'
import { expectCode } from '../../src/testing/expect-code.js'
import { until } from '../../src/testing/until.js'
import { fixedSource } from '../support/fixed-source.js'
import { useScratchDir } from '../support/scratch-dir.js'
import { useWaybillLab } from '../support/waybill-lab.js'

const steady = { leaseMs: 60_000 }
const drift: Drift = {
  address: 'a.b',
  action: 'update',
  attributes: [{ path: 'size', before: 1, after: 2, sensitive: false }],
}

function settings(more: object = {}): string {
  return JSON.stringify({
    title: 'Box',
    engine: 'simulated',
    parameters: {
      type: 'object',
      additionalProperties: false,
      properties: {
        size: { type: 'integer', default: 1 },
        colour: { type: 'string' },
        password: { type: 'string', writeOnly: true },
      },
    },
    ...more,
  })
}

describe('a run of a workspace that is there', () => {
  const dir = useScratchDir()
  let apps: Record<string, Manifest | string> = {}
  const lab = useWaybillLab(() => {
    apps = { shop: makeManifest({ appName: 'Shop' }) }
    return { source: fixedSource(apps), templates: dir.path }
  })

  async function ready(parameters: Record<string, unknown> = {}, script = {}) {
    await dir.write({ 'box/template.json': settings(), 'box/main.tf': '' })
    const worker = await lab.start(steady, { script })
    return { worker, workspace: await lab.createReady(worker, { template: 'box', parameters }) }
  }

  async function apply({ gated }: Awaited<ReturnType<typeof lab.start>>, run: Run): Promise<Run> {
    const session = await until(() => gated.sessions.find(({ job }) => job.runId === run.id), 'a session')
    session.open()
    return lab.untilEnded(run.id)
  }

  it('updates it to the newest revision and template version, which it is then', async () => {
    const { worker, workspace } = await ready({ colour: 'red' })
    apps.shop = makeManifest({ appName: 'Shop', description: 'Changed' })
    await lab.client.catalog.sync()
    await dir.write({ 'box/main.tf': '# changed' })
    const outdated = await until(async () => {
      const shown = await lab.client.workspaces.get(workspace.id)
      return shown.outdated.template && shown
    }, 'a workspace whose template is outdated')
    expect(outdated.outdated).to.deep.equal({ app: true, template: true })
    const run = await lab.client.workspaces.startRun(workspace.id, { kind: 'update', actor: 'ada' })
    expect(run).to.deep.include({ kind: 'update', revision: 2, createdBy: 'ada' })
    expect(await lab.client.workspaces.get(workspace.id)).to.deep.include({ status: 'updating', revision: 1 })
    expect((await apply(worker, run)).status).to.equal('applied')
    const updated = await lab.client.workspaces.get(workspace.id)
    expect(updated).to.deep.include({
      status: 'ready',
      revision: 2,
      template: run.template,
      parameters: { size: 1, colour: 'red' },
      outdated: { app: false, template: false },
    })
    expect(run.template.version).to.not.equal(workspace.template.version)
  })

  it('keeps what it was made with while an update has not begun to apply', async () => {
    const { worker, workspace } = await ready({ size: 2 })
    await worker.waybill.close()
    const run = await lab.client.workspaces.startRun(workspace.id, {
      kind: 'update',
      parameters: { size: 9 },
    })
    await lab.client.runs.cancel(run.id)
    expect((await lab.client.workspaces.get(workspace.id)).parameters).to.deep.equal({ size: 2 })
  })

  const merges = [
    { name: 'adds and changes', given: { size: 3, colour: 'blue' }, to: { size: 3, colour: 'blue' } },
    { name: 'keeps what is not named', given: {}, to: { size: 2, colour: 'red' } },
    { name: 'takes away what is null', given: { colour: null }, to: { size: 2 } },
    { name: 'brings the default back for null', given: { size: null }, to: { size: 1, colour: 'red' } },
  ]
  for (const { name, given, to } of merges) {
    it(`merges parameters: ${name}`, async () => {
      const { worker, workspace } = await ready({ size: 2, colour: 'red' })
      await worker.waybill.close()
      const run = await lab.client.workspaces.startRun(workspace.id, { kind: 'update', parameters: given })
      expect(run.parameters).to.deep.equal(to)
    })
  }

  it('hands secret parameters to the engine and shows them to nobody', async () => {
    const { worker, workspace } = await ready({ password: 'hunter2' })
    expect(worker.gated.sessions[0]?.job.variables.password).to.equal('hunter2')
    expect(workspace.parameters).to.deep.equal({ size: 1, password: null })
    expect(workspace.currentRun.parameters).to.deep.equal({ size: 1, password: null })
    const run = await lab.client.workspaces.startRun(workspace.id, {
      kind: 'update',
      parameters: { size: 2 },
    })
    await apply(worker, run)
    expect(worker.gated.sessions[1]?.job.variables).to.deep.include({ size: 2, password: 'hunter2' })
    const { items } = await lab.client.events.list({ limit: 1000 })
    expect(JSON.stringify(items)).to.not.include('hunter2')
  })

  it('only plans what an update would do, if that is asked for', async () => {
    const { worker, workspace } = await ready()
    const run = await lab.client.workspaces.startRun(workspace.id, { kind: 'plan', parameters: { size: 5 } })
    const ended = await lab.untilEnded(run.id)
    expect(ended).to.deep.include({ status: 'planned_and_finished', parameters: { size: 5 } })
    expect(ended.plan).to.not.equal(null)
    expect(worker.gated.sessions[1]?.calls).to.deep.equal(['plan', 'close'])
    const after = await lab.client.workspaces.get(workspace.id)
    expect(after).to.deep.include({ status: 'ready', parameters: { size: 1 } })
    expect(after.currentRun.id).to.equal(workspace.currentRun.id)
  })

  it('plans a manifest that is not in the catalog, and nothing learns of it', async () => {
    const { worker, workspace } = await ready()
    const before = await lab.client.catalog.get(workspace.appSlug)
    const { startRun } = lab.client.workspaces
    const manifest = { appName: 'Of a branch', components: [] }
    const run = await lab.untilEnded((await startRun(workspace.id, { kind: 'plan', manifest })).id)
    expect(run).to.deep.include({ status: 'planned_and_finished', manifest })
    const { variables } = worker.gated.sessions[1]?.job ?? {}
    expect(variables?.waybill).to.have.nested.property('app.name', 'Of a branch')
    expect(await lab.client.catalog.get(workspace.appSlug)).to.deep.equal(before)
    expect(await lab.client.workspaces.get(workspace.id)).to.deep.include({ outdated: workspace.outdated })
    for (const kind of ['update', 'refresh'] as const)
      await expectCode(startRun(workspace.id, { kind, manifest }), 'INVALID_INPUT')
  })

  it('finds drift and flags it, until a refresh finds none or an update is applied', async () => {
    let found: Drift[] = [drift]
    const script = { plan: ({ kind }: EngineJob) => (kind === 'refresh' ? { drift: found } : {}) }
    const { worker, workspace } = await ready({}, script)
    const refresh = async () => {
      const { id } = await lab.client.workspaces.startRun(workspace.id, { kind: 'refresh' })
      return lab.untilEnded(id)
    }
    const run = await refresh()
    expect(run).to.deep.include({ kind: 'refresh', status: 'planned_and_finished' })
    expect(run.plan?.drift).to.deep.equal([drift])
    const isDrifted = async () => (await lab.client.workspaces.get(workspace.id)).drifted
    expect(await isDrifted()).to.equal(true)
    found = []
    await refresh()
    expect(await isDrifted()).to.equal(false)
    found = [drift]
    await refresh()
    await apply(worker, await lab.client.workspaces.startRun(workspace.id, { kind: 'update' }))
    expect(await isDrifted()).to.equal(false)
  })

  it('refreshes with what made the workspace, also when app and template are newer or gone', async () => {
    const { workspace } = await ready()
    delete apps.shop
    apps.other = makeManifest({ appName: 'Other' })
    await lab.client.catalog.sync()
    await dir.write({ 'box/main.tf': '# changed' })
    const run = await lab.client.workspaces.startRun(workspace.id, { kind: 'refresh' })
    expect(run).to.deep.include({ template: workspace.template, revision: 1 })
    expect((await lab.untilEnded(run.id)).status).to.equal('planned_and_finished')
  })

  describe('is refused', () => {
    const cases = [
      {
        name: 'for a workspace that is not there',
        of: 'nobody',
        input: { kind: 'update' },
        code: 'WORKSPACE_NOT_FOUND',
      },
      { name: 'for a kind that has its own way', input: { kind: 'destroy' }, code: 'INVALID_INPUT' },
      {
        name: 'for a parameter that the template has not',
        input: { kind: 'plan', parameters: { weight: 1 } },
        code: 'INVALID_INPUT',
      },
      {
        name: 'for a parameter of a wrong type',
        input: { kind: 'update', parameters: { size: 'big' } },
        code: 'INVALID_INPUT',
      },
      {
        name: 'for parameters of a refresh',
        input: { kind: 'refresh', parameters: { size: 1 } },
        code: 'INVALID_INPUT',
      },
    ] as const
    for (const { name, input, code, ...rest } of cases) {
      it(name, async () => {
        const { workspace } = await ready()
        const of = 'of' in rest ? rest.of : workspace.id
        await expectCode(lab.client.workspaces.startRun(of, input as never), code)
        const { items } = await lab.client.runs.list({ workspaceId: workspace.id })
        expect(items).to.have.length(1)
      })
    }

    it('beside a run that has not ended', async () => {
      const { worker, workspace } = await ready()
      await worker.waybill.close()
      await lab.client.workspaces.startRun(workspace.id, { kind: 'plan' })
      for (const kind of ['update', 'plan', 'refresh'] as const) {
        const error = await expectCode(lab.client.workspaces.startRun(workspace.id, { kind }), 'RUN_CONFLICT')
        expect(error.message).to.include('is pending')
        expect(error.hint).to.include('cancel it')
      }
    })

    it('once it is on its way out', async () => {
      const { worker, workspace } = await ready()
      await worker.waybill.close()
      await lab.client.workspaces.destroy(workspace.id)
      await expectCode(lab.client.workspaces.startRun(workspace.id, { kind: 'plan' }), 'WORKSPACE_CONFLICT')
    })

    it('for an update of a removed app, and of a template that is gone or broken', async () => {
      const { workspace } = await ready()
      await dir.write({ 'box/template.json': '{' })
      await expectCode(lab.client.workspaces.startRun(workspace.id, { kind: 'update' }), 'TEMPLATE_INVALID')
      await dir.write({ 'box/template.json': settings() })
      delete apps.shop
      apps.other = makeManifest({ appName: 'Other' })
      await lab.client.catalog.sync()
      await expectCode(lab.client.workspaces.startRun(workspace.id, { kind: 'update' }), 'APP_REMOVED')
    })
  })
})

describe('updating every outdated workspace', () => {
  let apps: Record<string, Manifest | string> = {}
  const lab = useWaybillLab(() => {
    apps = { shop: makeManifest({ appName: 'Shop' }), blog: makeManifest({ appName: 'Blog' }) }
    return { source: fixedSource(apps) }
  })

  it('queues an update of each, in the background, and says what cannot be updated now', async () => {
    const worker = await lab.start(steady)
    const first = await lab.createReady(worker, { name: 'first', owner: 'ada' })
    const second = await lab.createReady(worker, { name: 'second' })
    const current = await lab.createReady(worker, { name: 'current', appSlug: 'blog' })
    await worker.waybill.close()
    expect(await lab.client.workspaces.updateOutdated()).to.deep.equal({ runs: [], skipped: [] })
    apps.shop = makeManifest({ appName: 'Shop', description: 'Changed' })
    await lab.client.catalog.sync()
    await lab.client.workspaces.startRun(second.id, { kind: 'plan' })
    const { runs, skipped } = await lab.client.workspaces.updateOutdated({ actor: 'ada' })
    expect(runs.map(({ workspaceId }) => workspaceId)).to.deep.equal([first.id])
    expect(runs[0]).to.deep.include({ kind: 'update', revision: 2, background: true, createdBy: 'ada' })
    expect(skipped).to.have.length(1)
    expect(skipped[0]).to.deep.include({ workspaceId: second.id, name: 'second', code: 'RUN_CONFLICT' })
    expect((await lab.client.workspaces.get(current.id)).status).to.equal('ready')
  })

  it('takes only those of an app or an owner, if that is asked for', async () => {
    const worker = await lab.start(steady)
    const mine = await lab.createReady(worker, { owner: 'ada' })
    await lab.createReady(worker, { owner: 'bob' })
    await worker.waybill.close()
    apps.shop = makeManifest({ appName: 'Shop', description: 'Changed' })
    await lab.client.catalog.sync()
    expect((await lab.client.workspaces.updateOutdated({ appSlug: 'blog' })).runs).to.deep.equal([])
    const { runs } = await lab.client.workspaces.updateOutdated({ owner: 'ada', background: false })
    expect(runs.map(({ workspaceId, background }) => ({ workspaceId, background }))).to.deep.equal([
      { workspaceId: mine.id, background: false },
    ])
  })
})
