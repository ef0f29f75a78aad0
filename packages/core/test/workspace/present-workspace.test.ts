import { expect } from 'chai'
import { describe, it } from 'mocha'
import { type AppId, newId, type RunId } from '../../src/id/ids.js'
import { presentRun, type RunSurroundings } from '../../src/run/present-run.js'
import type { RunFailure, RunRecord } from '../../src/run/run.js'
import { runSchema } from '../../src/run/run.js'
import { isActive } from '../../src/run/run-state.js'
import { makePlan, makeRunRecord, makeWorkspaceRecord } from '../../src/testing/workspace-builders.js'
import { presentWorkspace, type WorkspaceSurroundings } from '../../src/workspace/present-workspace.js'
import { type WorkspaceRecord, workspaceSchema } from '../../src/workspace/workspace.js'

const worker = { id: 'a/1', host: 'a', engines: ['simulated'], slots: 2, tags: [] }
const workspace = makeWorkspaceRecord({ appId: newId<AppId>() })
const pending = makeRunRecord({ workspaceId: workspace.id })
const held: RunRecord = {
  ...pending,
  status: 'applying',
  attempt: 2,
  fence: 2,
  worker: 'a/1',
  leaseExpiresAt: '2026-01-31T10:03:00.000Z',
}

const later = newId<RunId>()
const failed: RunFailure = {
  ...{ code: 'ENGINE_UNAVAILABLE', message: '', hint: null, phase: 'prepare', diagnostics: [] },
}
const approval = { at: '2026-01-31T09:58:00.000Z', by: 'ada', plan: makePlan(), uncertain: [], imports: [] }

function surround(parts: Partial<RunSurroundings> = {}): RunSurroundings {
  const isSimulated = (engine: string) => engine === 'simulated'
  const mask = ({ parameters }: { parameters: Readonly<Record<string, unknown>> }) => ({ ...parameters })
  return {
    now: new Date('2026-01-31T10:00:00.000Z'),
    workers: [worker],
    places: new Map(),
    isSimulated,
    mask,
    newestRuns: new Set(),
    blocked: new Set(),
    ...parts,
  }
}

describe('presentRun', () => {
  const terraform = { ...pending, engine: 'terraform' }
  const waits: readonly {
    readonly name: string
    readonly run: RunRecord
    readonly parts?: Partial<RunSurroundings>
    readonly says: string | null
  }[] = [
    {
      name: 'nobody works',
      run: pending,
      parts: { workers: [] },
      says: 'No worker lives; it begins as soon as one starts.',
    },
    { name: 'nobody has its engine', run: terraform, says: 'No live worker has the engine "terraform".' },
    { name: 'a slot is free', run: pending, says: 'It waits for a worker to take it.' },
    {
      name: 'one slot is free besides another run',
      run: pending,
      parts: { places: new Map([[pending.id, { running: 1, ahead: 0, behind: held.id }]]) },
      says: 'It waits for a worker to take it.',
    },
    { name: 'it runs', run: held, says: null },
    {
      name: 'it is planned',
      run: { ...held, status: 'planned' },
      says: 'It waits for its plan to be approved.',
    },
    {
      name: 'it is being canceled',
      run: { ...held, cancelRequestedAt: '2026-01-31T09:59:00.000Z' },
      says: 'It is being canceled: its engine stops and saves its state.',
    },
    {
      name: 'its worker is silent',
      run: held,
      parts: { workers: [] },
      says: 'Interrupted: its worker a/1 does not answer; it will be taken over at 2026-01-31T10:03:00.000Z.',
    },
    {
      name: 'its lease is over',
      run: { ...held, leaseExpiresAt: '2026-01-31T10:00:00.000Z' },
      says: 'Interrupted: attempt 2 was lost; it will be taken over by the next free worker.',
    },
    {
      name: 'its attempt could not go on, and the next one is to come',
      run: { ...held, worker: null, error: { ...failed, message: 'The disk is full.' } },
      says: 'Attempt 2 could not go on: The disk is full; the next one begins at 2026-01-31T10:03:00.000Z.',
    },
    {
      name: 'its worker stopped and left it',
      run: { ...held, worker: null, leaseExpiresAt: '2026-01-31T10:00:00.000Z' },
      says: 'Attempt 2 could not go on: its worker stopped; the next free worker takes it.',
    },
    { name: 'it has ended', run: { ...held, status: 'applied' }, says: null },
    {
      name: 'nobody has the tag that it asks for',
      run: { ...pending, workerTag: 'gpu' },
      says: 'No live worker has the engine "simulated" and the tag "gpu".',
    },
    {
      name: 'its plan is approved and nobody has its engine',
      run: { ...terraform, status: 'planned', approval },
      says: 'Its plan is approved. No live worker has the engine "terraform".',
    },
    {
      name: 'somebody’s run goes first',
      run: { ...pending, background: true },
      parts: {
        workers: [{ ...worker, slots: 1 }],
        places: new Map([[pending.id, { running: 0, ahead: 1, behind: later }]]),
      },
      says: `It is queued at position 2, behind run ${later} (1 ahead of it).`,
    },
    {
      name: 'nobody knows whether something exists',
      run: {
        ...held,
        status: 'planned',
        uncertain: [{ address: 'a.b', id: null, why: 'outcome-unknown', resolved: null }],
      },
      says: 'It waits for its plan to be approved: an attempt was cut off, and nobody knows whether these exist: a.b.',
    },
    {
      name: 'its workspace has states that diverged',
      run: pending,
      parts: { blocked: new Set([workspace.id]) },
      says: 'Its workspace has states that diverged: one of them has to be chosen first.',
    },
  ]
  for (const { name, run, parts, says } of waits) {
    it(`${says === null ? 'has nothing to say' : 'says why it waits'} when ${name}`, () => {
      expect(presentRun(run, surround(parts)).waiting).to.equal(says)
    })
  }

  it('fits its schema, and keeps the fence to itself', () => {
    const shown = presentRun(held, surround())
    expect(runSchema.parse(shown)).to.deep.equal(shown)
    expect(shown).to.not.have.property('fence')
    expect(shown.simulated).to.equal(true)
  })

  it('may be canceled until it has ended, and once', () => {
    const actions = (run: RunRecord) => presentRun(run, surround()).actions
    expect(actions(pending)).to.deep.equal(['cancel', 'discard'])
    expect(actions(held)).to.deep.equal(['cancel'])
    expect(actions({ ...held, cancelRequestedAt: '2026-01-31T09:59:55.000Z' })).to.deep.equal([])
    expect(actions({ ...held, cancelRequestedAt: '2026-01-31T09:59:50.000Z' })).to.deep.equal([
      'force-cancel',
    ])
    expect(actions({ ...held, status: 'errored' })).to.deep.equal([])
  })

  const ended = { ...held, status: 'errored' } as const
  const planned = { ...held, status: 'planned' } as const
  const missing = { address: 'a.b', id: 'i-1', why: 'missing-in-state', resolved: null } as const
  const legal: readonly {
    readonly name: string
    readonly run: RunRecord
    readonly parts?: Partial<RunSurroundings>
    readonly actions: readonly string[]
  }[] = [
    { name: 'its plan waits', run: planned, actions: ['approve', 'discard', 'cancel'] },
    {
      name: 'its plan waits and something can be imported',
      run: { ...planned, uncertain: [missing] },
      actions: ['approve', 'import', 'discard', 'cancel'],
    },
    { name: 'its plan is approved', run: { ...planned, approval }, actions: ['discard', 'cancel'] },
    {
      name: 'its workspace is blocked',
      run: planned,
      parts: { blocked: new Set([workspace.id]) },
      actions: ['discard', 'cancel'],
    },
    { name: 'it failed', run: ended, parts: { newestRuns: new Set([held.id]) }, actions: ['retry'] },
    { name: 'it failed and another run is newer', run: ended, actions: [] },
    { name: 'it was only a plan', run: { ...ended, kind: 'plan' }, actions: ['retry'] },
    {
      name: 'it was applied',
      run: { ...held, status: 'applied' },
      parts: { newestRuns: new Set([held.id]) },
      actions: [],
    },
    {
      name: 'it is stopped by force already',
      run: {
        ...held,
        cancelRequestedAt: '2026-01-31T09:58:00.000Z',
        forceRequestedAt: '2026-01-31T09:59:00.000Z',
      },
      actions: [],
    },
  ]
  for (const { name, run, parts, actions: expected } of legal) {
    it(`lists what is legal when ${name}`, () => {
      expect(presentRun(run, surround(parts)).actions).to.deep.equal(expected)
    })
  }
})

describe('presentWorkspace', () => {
  const around = ({
    currentRun = pending,
    ...parts
  }: Partial<WorkspaceSurroundings> = {}): WorkspaceSurroundings => ({
    ...surround(),
    currentRun,
    activeRun: isActive(currentRun.status) ? currentRun : undefined,
    newestRevision: 1,
    newestTemplate: workspace.template.version,
    ...parts,
  })
  const show = (parts: Partial<WorkspaceRecord>, around_: Partial<WorkspaceSurroundings> = {}) =>
    presentWorkspace({ ...workspace, ...parts }, around(around_))

  it('fits its schema, and keeps to itself what is the store’s', () => {
    const shown = show({ idempotencyKey: 'pr-42' })
    expect(workspaceSchema.parse(shown)).to.deep.equal(shown)
    expect(shown).to.not.have.any.keys('idempotencyKey', 'currentRunId', 'destroyRequestedAt')
  })

  const outdated = [
    { name: 'a newer revision', around: { newestRevision: 2 }, is: { app: true, template: false } },
    { name: 'another template version', around: { newestTemplate: 'b' }, is: { app: false, template: true } },
    { name: 'the same', around: {}, is: { app: false, template: false } },
    {
      name: 'neither any more',
      around: { newestRevision: undefined, newestTemplate: undefined },
      is: { app: false, template: false },
    },
  ]
  for (const { name, around: parts, is } of outdated) {
    it(`is outdated by ${name}: ${JSON.stringify(is)}`, () => {
      expect(show({ status: 'ready' }, parts).outdated).to.deep.equal(is)
    })
  }

  it('is not outdated on its way out', () => {
    for (const status of ['destroying', 'destroyed'] as const) {
      expect(show({ status }, { newestRevision: 2 }).outdated.app).to.equal(false)
    }
  })

  const error = {
    code: 'RUN_FAILED',
    message: 'It failed.',
    hint: null,
    phase: 'plan',
    diagnostics: [],
  } as const
  const leaving = { destroyRequestedAt: '2026-01-31T09:59:00.000Z', status: 'destroying' } as const
  const waits: readonly {
    readonly name: string
    readonly record: Partial<WorkspaceRecord>
    readonly run?: RunRecord
    readonly says: string | null
  }[] = [
    { name: 'is ready', record: { status: 'ready' }, says: null },
    { name: 'is destroyed', record: { status: 'destroyed' }, says: null },
    {
      name: 'is failed',
      record: { status: 'failed', error: { ...error, diagnostics: [] } },
      says: 'It failed.',
    },
    { name: 'has a run that waits', record: {}, says: 'It waits for a worker to take it.' },
    {
      name: 'has a run that goes on',
      record: { status: 'provisioning' },
      run: held,
      says: `Its run ${held.id} (provision) is applying.`,
    },
    {
      name: 'is to be destroyed once its run has stopped',
      record: leaving,
      run: { ...held, cancelRequestedAt: '2026-01-31T09:59:00.000Z' },
      says: `It is destroyed once run ${held.id} has stopped. It is being canceled: its engine stops and saves its state.`,
    },
  ]
  for (const { name, record, run, says } of waits) {
    it(`${says === null ? 'waits for nothing' : 'says what it waits for'} when it ${name}`, () => {
      expect(show(record, run === undefined ? {} : { currentRun: run }).waiting).to.equal(says)
    })
  }

  it('may be destroyed unless it is on its way out', () => {
    for (const status of ['pending', 'provisioning', 'ready', 'updating', 'failed'] as const) {
      expect(show({ status }).actions).to.include('destroy')
    }
    expect(show({ status: 'destroying' }).actions).to.deep.equal(['orphan'])
    expect(show({ status: 'destroying' }, { currentRun: held }).actions).to.deep.equal([])
    expect(show({ status: 'destroyed' }).actions).to.deep.equal([])
  })

  it('may only be told which of its states holds, or be forgotten, when they have diverged', () => {
    const shown = show({ status: 'ready', diverged: true }, { currentRun: { ...pending, status: 'applied' } })
    expect(shown.actions).to.deep.equal(['choose-state', 'orphan'])
    expect(shown.waiting).to.include('has to be chosen')
    expect(show({ status: 'ready', diverged: true }, { currentRun: held }).actions).to.deep.equal([])
  })

  const idle = { ...pending, status: 'applied' } as const
  const actionsOf = [
    { name: 'ready', record: { status: 'ready' }, run: idle, adds: ['update', 'plan', 'refresh'] },
    { name: 'failed', record: { status: 'failed' }, run: idle, adds: ['update', 'plan', 'refresh'] },
    { name: 'pending', record: { status: 'pending' }, run: pending, adds: [] },
  ] as const
  for (const { name, record, run, adds } of actionsOf) {
    it(`may be updated, planned and refreshed, or not, when it is ${name}`, () => {
      const { actions } = show(record, { currentRun: run })
      expect(actions).to.deep.equal([...adds, 'extend', 'destroy', 'orphan'])
    })
  }

  it('shows a refresh that is under way, and that nothing else may begin meanwhile', () => {
    const refresh: RunRecord = { ...held, id: later, kind: 'refresh', status: 'planning', createdBy: 'ada' }
    const around_ = { currentRun: idle, activeRun: refresh }
    const shown = show({ status: 'ready' }, around_)
    expect(workspaceSchema.parse(shown)).to.deep.equal(shown)
    expect(shown.activeRun).to.deep.equal({
      id: later,
      kind: 'refresh',
      status: 'planning',
      createdBy: 'ada',
      createdAt: refresh.createdAt,
      waiting: null,
    })
    expect(shown.actions).to.deep.equal(['extend', 'destroy'])
    const queued = show({ status: 'ready' }, { ...around_, activeRun: { ...refresh, status: 'pending' } })
    expect(queued.actions).to.deep.equal(['extend', 'destroy', 'orphan'])
    expect(show({ status: 'ready' }, { currentRun: idle }).activeRun).to.equal(null)
  })

  it('may not be forgotten while its run is executed', () => {
    expect(show({ status: 'updating' }, { currentRun: held }).actions).to.deep.equal(['extend', 'destroy'])
  })
})
