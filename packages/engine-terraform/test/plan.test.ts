import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ApprovedPlan, EngineJob, RunKind } from '@waybill/core'
import { expect } from 'chai'
import { afterEach, beforeEach, it } from 'mocha'
import type { TerraformEngine } from '../src/index.js'
import { describeTerraform } from './support/describe-terraform.js'
import { makeTemplate, readFixture } from './support/read-template.js'
import { listResources, Recorder } from './support/recorder.js'
import { rejection } from './support/rejection.js'
import { noSignal, Workshop } from './support/workshop.js'

const one = (value: string) =>
  makeTemplate({ 'main.tf': `resource "terraform_data" "one" {\n  input = "${value}"\n}\n` })
const processesOf = ({ messages }: Recorder) =>
  messages.filter(message => /^Terraform \d/.test(message)).length

describeTerraform('a plan', () => {
  let workshop: Workshop
  let recorder: Recorder
  beforeEach(() => {
    workshop = new Workshop()
    recorder = new Recorder()
  })
  afterEach(() => workshop.remove())

  const open = (engine: TerraformEngine, job: Pick<EngineJob, 'template'> & Partial<EngineJob>) =>
    workshop.open(engine, workshop.job({ variables: {}, ...job }, recorder))

  const provision = async (engine: TerraformEngine, template: EngineJob['template']) => {
    const session = await open(engine, { template, state: recorder.state })
    await session.plan(noSignal())
    await session.apply(noSignal())
    await session.close()
  }

  it('lists what it does, resource by resource, and why', async () => {
    const engine = workshop.engine()
    const before = makeTemplate({
      'main.tf': `
        resource "terraform_data" "kept" {}
        resource "terraform_data" "changed" {
          input = 1
        }
        resource "terraform_data" "replaced" {
          triggers_replace = 1
        }
        resource "terraform_data" "gone" {}
        resource "terraform_data" "forgotten" {}
        resource "terraform_data" "old" {}`,
    })
    const after = makeTemplate({
      'main.tf': `
        resource "terraform_data" "kept" {}
        resource "terraform_data" "changed" {
          input = 2
        }
        resource "terraform_data" "replaced" {
          triggers_replace = 2
        }
        resource "terraform_data" "made" {}
        removed {
          from = terraform_data.forgotten
          lifecycle {
            destroy = false
          }
        }
        moved {
          from = terraform_data.old
          to   = terraform_data.new
        }
        resource "terraform_data" "new" {}`,
    })
    await provision(engine, before)
    const session = await open(engine, { template: after, kind: 'plan', state: recorder.state })
    const { changes, drift, ...counts } = await session.plan(noSignal())
    expect(counts).to.deep.equal({ add: 2, change: 1, destroy: 2, replace: 1 })
    expect(drift).to.deep.equal([])
    expect(changes).to.have.deep.members([
      { address: 'terraform_data.changed', action: 'update', reason: null },
      { address: 'terraform_data.replaced', action: 'replace', reason: 'cannot_update' },
      { address: 'terraform_data.gone', action: 'delete', reason: 'delete_because_no_resource_config' },
      { address: 'terraform_data.forgotten', action: 'remove', reason: 'delete_because_no_resource_config' },
      { address: 'terraform_data.new', action: 'move', reason: null },
      { address: 'terraform_data.made', action: 'create', reason: null },
    ])
  })

  it('counts thousands of changes and keeps 500 of them', async () => {
    const template = makeTemplate({ 'main.tf': 'resource "terraform_data" "many" {\n  count = 1200\n}\n' })
    const session = await open(workshop.engine(), { template, kind: 'plan' })
    const { add, changes } = await session.plan(noSignal())
    expect(add).to.equal(1200)
    expect(changes).to.have.length(500)
  })

  /** Terraform as if the provider had found the resource changed: the built-in one never does. */
  const driftingEngine = (shown: string): TerraformEngine => {
    writeFileSync(join(workshop.directory, 'shown.json'), shown)
    const drift = {
      '@message': 'drift',
      '@timestamp': '2026-01-01T00:00:00Z',
      type: 'resource_drift',
      change: { resource: { addr: 'terraform_data.one' }, action: 'update' },
    }
    const command = workshop.writeProgram(`case "$1" in
      show) exec cat '${join(workshop.directory, 'shown.json')}' ;;
      plan) terraform "$@" && echo '${JSON.stringify(drift)}' ;;
      *) exec terraform "$@" ;;
    esac`)
    return workshop.engine({ command })
  }
  const changeOf = (before: unknown, after: unknown) => ({
    actions: ['update'],
    before,
    after,
    before_sensitive: {},
    after_sensitive: {},
  })

  for (const kind of ['refresh', 'plan'] as const) {
    it(`shows what has drifted, attribute by attribute, in a run of the kind ${kind}`, async () => {
      const change = changeOf({ input: 'mine' }, { input: 'theirs' })
      const engine = driftingEngine(
        JSON.stringify({ resource_drift: [{ address: 'terraform_data.one', change }] }),
      )
      await provision(engine, one('mine'))
      const session = await open(engine, { template: one('mine'), kind, state: recorder.state })
      const { drift } = await session.plan(noSignal())
      expect(drift).to.deep.equal([
        {
          address: 'terraform_data.one',
          action: 'update',
          attributes: [{ path: 'input', before: 'mine', after: 'theirs', sensitive: false }],
        },
      ])
      expect(recorder.log).not.to.include('theirs')
    })
  }

  for (const { name, kind, shown } of [
    { name: 'without a third process, in a provision', kind: 'provision', shown: '' },
    { name: 'where it cannot be shown', kind: 'refresh', shown: '{"resource_drift": [' },
    { name: 'where the plan is too large to be shown', kind: 'refresh', shown: ' '.repeat(40 * 1024 * 1024) },
  ] as const satisfies readonly { name: string; kind: RunKind; shown: string }[]) {
    it(`names what has drifted ${name}`, async () => {
      const session = await open(driftingEngine(shown), { template: one('mine'), kind })
      expect((await session.plan(noSignal())).drift).to.deep.equal([
        { address: 'terraform_data.one', action: 'update', attributes: [] },
      ])
    })
  }

  it('has no drift where nothing has changed, and does not look twice', async () => {
    const engine = workshop.engine()
    await provision(engine, one('mine'))
    const before = processesOf(recorder)
    const session = await open(engine, { template: one('mine'), kind: 'refresh', state: recorder.state })
    expect(await session.plan(noSignal())).to.deep.equal({
      ...{ add: 0, change: 0, destroy: 0, replace: 0 },
      ...{ changes: [], drift: [] },
    })
    expect(processesOf(recorder) - before).to.equal(1)
  })
})

describeTerraform('a plan that was approved', () => {
  let workshop: Workshop
  let otherHost: Workshop
  beforeEach(() => {
    workshop = new Workshop()
    otherHost = new Workshop()
  })
  afterEach(() => Promise.all([workshop.remove(), otherHost.remove()]))

  const approve = async (job: EngineJob): Promise<ApprovedPlan> => {
    const session = await workshop.open(workshop.engine(), job)
    const plan = await session.plan(noSignal())
    const bytes = await session.readPlan()
    await session.close()
    if (!bytes) throw new Error('no plan to be approved')
    return { plan, bytes }
  }

  for (const { name, template, processes } of [
    { name: 'by one process', template: one('b'), processes: 1 },
    { name: 'after its modules were prepared', template: readFixture('local-module'), processes: 2 },
  ]) {
    it(`is applied on another host, ${name}`, async () => {
      const first = workshop.job({ template }, new Recorder())
      const approvedPlan = await approve(first)
      const recorder = new Recorder()
      const job = otherHost.job({ ...first, emit: recorder.emit, attempt: 2, approvedPlan }, recorder)
      const session = await otherHost.open(otherHost.engine(), job)
      expect(await session.plan(noSignal())).to.equal(approvedPlan.plan)
      await session.apply(noSignal())
      await session.close()
      expect(processesOf(recorder)).to.equal(processes)
      expect(listResources(recorder.state)).to.have.length(approvedPlan.plan.add)
    })
  }

  it('is applied to the state that it was made from, and changes what was approved', async () => {
    const made = new Recorder()
    const first = await workshop.open(workshop.engine(), workshop.job({ template: one('a') }, made))
    await first.plan(noSignal())
    await first.apply(noSignal())
    await first.close()
    const update = workshop.job({ template: one('b'), kind: 'update', state: made.state }, new Recorder())
    const approvedPlan = await approve(update)
    expect(approvedPlan.plan.changes).to.deep.equal([
      { address: 'terraform_data.one', action: 'update', reason: null },
    ])

    const recorder = new Recorder()
    const job = { ...update, emit: recorder.emit, approvedPlan }
    const session = await otherHost.open(otherHost.engine(), otherHost.job(job, recorder))
    await session.plan(noSignal())
    await session.apply(noSignal())
    await session.close()
    expect(recorder.resources).to.deep.equal([
      'started update terraform_data.one',
      'completed update terraform_data.one',
    ])
    expect(recorder.state?.serial).to.be.greaterThan(made.state?.serial ?? 0)
  })

  it('is refused by Terraform when the state has moved on', async () => {
    const made = new Recorder()
    const engine = workshop.engine()
    const provision = async (value: string) => {
      const job = workshop.job({ template: one(value), state: made.state }, made)
      const session = await workshop.open(engine, job)
      await session.plan(noSignal())
      await session.apply(noSignal())
      await session.close()
    }
    await provision('a')
    const update = workshop.job({ template: one('b'), kind: 'update', state: made.state }, new Recorder())
    const approvedPlan = await approve(update)
    await provision('c')

    const recorder = new Recorder()
    const job = { ...update, state: made.state, emit: recorder.emit, approvedPlan }
    const session = await otherHost.open(otherHost.engine(), otherHost.job(job, recorder))
    await session.plan(noSignal())
    const error = await rejection(session.apply(noSignal()))
    expect(error.code).to.equal('RUN_FAILED')
    expect(error.message).to.equal('Terraform could not apply the plan: Saved plan is stale')
    expect(recorder.diagnostics[0]?.detail).to.match(/state was changed by another operation/)
  })

  it('fails with what Terraform says when its bytes are damaged', async () => {
    const first = workshop.job({ template: one('b') }, new Recorder())
    const { plan, bytes } = await approve(first)
    const recorder = new Recorder()
    const job = { ...first, emit: recorder.emit, approvedPlan: { plan, bytes: bytes.slice(0, 400) } }
    const session = await otherHost.open(otherHost.engine(), otherHost.job(job, recorder))
    await session.plan(noSignal())
    const error = await rejection(session.apply(noSignal()))
    expect(error.code).to.equal('RUN_FAILED')
    expect(error.message).to.match(/^Terraform could not apply the plan: .*plan/)
  })
})

describeTerraform('what exists already', () => {
  let workshop: Workshop
  let recorder: Recorder
  beforeEach(() => {
    workshop = new Workshop()
    recorder = new Recorder()
  })
  afterEach(() => workshop.remove())

  const template = makeTemplate({
    'main.tf': 'resource "terraform_data" "part" {\n  for_each = toset(["a b", "c"])\n}\n',
  })
  const imports = [{ address: 'terraform_data.part["a b"]', id: 'odd-\u0024{id}-%{x}' }]

  it('is taken into the state, with the id as it is, and the rest is made', async () => {
    const session = await workshop.open(
      workshop.engine(),
      workshop.job({ template, variables: {}, imports }, recorder),
    )
    const plan = await session.plan(noSignal())
    expect(plan.add).to.equal(1)
    expect(plan.changes).to.have.deep.members([
      { address: 'terraform_data.part["a b"]', action: 'import', reason: null },
      { address: 'terraform_data.part["c"]', action: 'create', reason: null },
    ])
    await session.apply(noSignal())
    await session.close()
    expect(Buffer.from(recorder.state?.bytes ?? []).toString()).to.include('"id": "odd-\u0024{id}-%{x}"')
  })

  it('is taken once: a later attempt in the same directory finds no imports', async () => {
    const job = workshop.job({ template, variables: {}, imports }, recorder)
    const first = await workshop.open(workshop.engine(), job)
    const file = join(workshop.workDir, job.runId, 'module', 'waybill_imports.tf.json')
    expect(existsSync(file)).to.equal(true)
    await first.close({ keep: true })
    const again = workshop.job({ ...job, attempt: 2, imports: [], logOffset: recorder.size }, recorder)
    const second = await workshop.open(workshop.engine(), again)
    expect(existsSync(file)).to.equal(false)
    expect((await second.plan(noSignal())).add).to.equal(2)
  })

  it('fails with what Terraform says where the template has no such resource', async () => {
    const wrong = [{ address: 'terraform_data.nowhere', id: 'x' }]
    const job = workshop.job({ template, variables: {}, imports: wrong }, recorder)
    const session = await workshop.open(workshop.engine(), job)
    const error = await rejection(session.plan(noSignal()))
    expect(error.message).to.match(
      /^Terraform could not plan: Configuration for import target does not exist/,
    )
  })

  it('has ids that are told when they are known', async () => {
    const session = await workshop.open(
      workshop.engine(),
      workshop.job({ template, variables: {} }, recorder),
    )
    await session.plan(noSignal())
    await session.apply(noSignal())
    expect(Object.keys(recorder.ids)).to.have.members([
      'terraform_data.part["a b"]',
      'terraform_data.part["c"]',
    ])
    for (const id of Object.values(recorder.ids)) expect(id).to.match(/^[0-9a-f-]{36}$/)
  })
})
