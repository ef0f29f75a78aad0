import { expect } from 'chai'
import { describe, it } from 'mocha'
import type { EngineEvent } from '../../src/engine/engine.js'
import { addPlanned, addProgress, dropUnbegun, hasBegun } from '../../src/run/ledger.js'
import type { LedgerEntry, UncertainResource } from '../../src/run/run.js'
import type { StateSnapshot } from '../../src/run/run-store.js'
import { listUncertain, settleApplied, settleNamed } from '../../src/run/uncertain-resources.js'
import { expectCode } from '../../src/testing/expect-code.js'
import { makePlan } from '../../src/testing/workspace-builders.js'
import type { EngineScript } from '../support/gated-engine.js'
import { useScratchDir } from '../support/scratch-dir.js'
import { useWaybillLab } from '../support/waybill-lab.js'

function entry(address: string, parts: Partial<LedgerEntry> = {}): LedgerEntry {
  return { address, action: 'create', phase: 'planned', attempt: 1, id: null, ...parts }
}

function stateOf(...resources: readonly object[]): StateSnapshot {
  const bytes = new TextEncoder().encode(JSON.stringify({ version: 4, resources }))
  return { serial: 1, lineage: 'l', bytes }
}

const instance = (parts: object = {}, index: object = {}) => ({
  mode: 'managed',
  type: 'a',
  name: 'b',
  instances: [{ attributes: {}, ...index }],
  ...parts,
})

describe('the ledger', () => {
  it('begins with what a plan creates and replaces', () => {
    const changes = (
      ['create', 'replace', 'update', 'delete', 'read', 'no-op', 'import', 'move'] as const
    ).map(action => ({ address: `a.${action}`, action, reason: null }))
    expect(addPlanned([], changes, 2)).to.deep.equal([
      entry('a.create', { attempt: 2 }),
      entry('a.replace', { action: 'replace', attempt: 2 }),
    ])
  })

  it('keeps what earlier attempts did, and replaces what is planned anew', () => {
    const before = [entry('a.b', { phase: 'completed', id: '1' }), entry('a.c', { phase: 'started' })]
    const changes = [{ address: 'a.c', action: 'create' as const, reason: null }]
    expect(addPlanned(before, changes, 2)).to.deep.equal([before[0], entry('a.c', { attempt: 2 })])
  })

  it('follows each resource from its start to its end, whatever is done with it', () => {
    const step = { address: 'a.b', action: 'create', phase: 'started', id: null } as const
    const started = addProgress([entry('a.b')], step, 1)
    expect(started).to.deep.equal([entry('a.b', { phase: 'started' })])
    const ended = addProgress(started, { ...step, phase: 'completed', id: 'i-1' }, 1)
    expect(ended).to.deep.equal([entry('a.b', { phase: 'completed', id: 'i-1' })])
  })

  it('takes no note of what only reads', () => {
    const before = [entry('a.b')]
    const step = { address: 'data.c', action: 'read', phase: 'completed', id: null } as const
    expect(addProgress(before, step, 1)).to.equal(before)
  })

  const replaced = [
    {
      name: 'the creation that a replacement plans, whatever becomes of the old one',
      before: entry('a.b', { action: 'replace' }),
      id: 'old',
      stays: true,
    },
    {
      name: 'the creation of a new one while the old one is deleted behind it',
      before: entry('a.b', { phase: 'completed', id: 'new' }),
      id: 'old',
      stays: true,
    },
    {
      name: 'nothing of a creation when that very one is deleted',
      before: entry('a.b', { phase: 'completed', id: 'new' }),
      id: 'new',
      stays: false,
    },
    {
      name: 'nothing of an update when it is deleted',
      before: entry('a.b', { action: 'update' }),
      id: 'old',
      stays: false,
    },
  ]
  for (const { name, before, id, stays } of replaced) {
    it(`keeps ${name}`, () => {
      const step = { address: 'a.b', action: 'delete', phase: 'started', id } as const
      const after = stays ? before : entry('a.b', { action: 'delete', phase: 'started', id })
      expect(addProgress([before], step, 1)).to.deep.equal([after])
    })
  }

  it('drops what an attempt that has ended did not begin', () => {
    const kept = [entry('a.b', { attempt: 1 }), entry('a.c', { attempt: 2, phase: 'started' })]
    expect(dropUnbegun([...kept, entry('a.d', { attempt: 2 })], [2, 3])).to.deep.equal(kept)
    expect(dropUnbegun(kept, [2])).to.equal(kept)
  })

  const begun = [
    { name: 'nothing', entries: [], is: false },
    { name: 'only plans', entries: [entry('a.b')], is: false },
    { name: 'a start', entries: [entry('a.b'), entry('a.c', { phase: 'started' })], is: true },
    { name: 'an end', entries: [entry('a.c', { phase: 'errored', action: 'delete' })], is: true },
  ] as const
  for (const { name, entries, is } of begun) {
    it(`${is ? 'tells' : 'does not tell'} of a beginning when it holds ${name}`, () => {
      expect(hasBegun(entries)).to.equal(is)
    })
  }
})

describe('listUncertain', () => {
  const started = entry('a.b', { phase: 'started' })
  const completed = entry('a.b', { phase: 'completed', id: 'i-1' })
  const unknown: UncertainResource = { address: 'a.b', id: null, why: 'outcome-unknown', resolved: null }
  const cases: readonly {
    readonly name: string
    readonly entries: readonly LedgerEntry[]
    readonly state?: StateSnapshot
    readonly is: readonly UncertainResource[]
  }[] = [
    { name: 'a creation that an attempt of unknown end has planned', entries: [entry('a.b')], is: [unknown] },
    {
      name: 'a replacement that an attempt of unknown end has planned',
      entries: [entry('a.b', { action: 'replace' })],
      is: [unknown],
    },
    { name: 'a creation that was begun', entries: [started], is: [unknown] },
    {
      name: 'a creation that was begun, though the state names it',
      entries: [started],
      state: stateOf(instance()),
      is: [unknown],
    },
    { name: 'what is completed and in the state', entries: [completed], state: stateOf(instance()), is: [] },
    {
      name: 'what is completed and missing in the state',
      entries: [completed],
      state: stateOf(),
      is: [{ address: 'a.b', id: 'i-1', why: 'missing-in-state', resolved: null }],
    },
    {
      name: 'what is completed without any state',
      entries: [completed],
      is: [{ address: 'a.b', id: 'i-1', why: 'missing-in-state', resolved: null }],
    },
    { name: 'what failed', entries: [entry('a.b', { phase: 'errored' })], is: [] },
    {
      name: 'an update that was begun',
      entries: [entry('a.b', { action: 'update', phase: 'started' })],
      is: [],
    },
    {
      name: 'a deletion that was begun',
      entries: [entry('a.b', { action: 'delete', phase: 'started' })],
      is: [],
    },
    {
      name: 'one of many in the state',
      entries: [entry('a.b["x"]', { phase: 'completed' }), entry('a.b[0]', { phase: 'completed' })],
      state: stateOf(instance({}, { index_key: 'x' })),
      is: [{ address: 'a.b[0]', id: null, why: 'missing-in-state', resolved: null }],
    },
    {
      name: 'one of a module in the state',
      entries: [entry('module.m.a.b', { phase: 'completed' })],
      state: stateOf(instance({ module: 'module.m' })),
      is: [],
    },
    {
      name: 'what a state that cannot be read may hold',
      entries: [completed],
      state: { serial: 1, lineage: 'l', bytes: Uint8Array.of(1) },
      is: [],
    },
  ]
  for (const { name, entries, state, is } of cases) {
    it(`${is.length === 0 ? 'leaves out' : 'names'} ${name}`, () => {
      expect(listUncertain(entries, state)).to.deep.equal(is)
    })
  }
})

describe('a run whose engine was cut off in the middle', () => {
  const dir = useScratchDir()
  const lab = useWaybillLab(() => ({ templates: dir.path }))

  const tell = (address: string, phase: 'started' | 'completed', id: string | null = null): EngineEvent => ({
    type: 'resource',
    address,
    action: 'create',
    phase,
    id,
  })

  /** The first worker dies with one resource finished but not in the state, and one begun. */
  async function cutOff(
    takeover: 'ask' | 'auto' = 'ask',
    { script, maxAttempts }: { readonly script?: EngineScript; readonly maxAttempts?: number } = {},
  ) {
    await dir.write({
      'box/template.json': JSON.stringify({ title: 'Box', engine: 'simulated', takeover }),
      'box/main.tf': '',
    })
    const begin = () => [
      tell('a.done', 'started'),
      tell('a.done', 'completed', 'i-1'),
      tell('a.half', 'started'),
    ]
    const first = await lab.start({ id: 'a/1', leaseMs: 60_000 }, { script: { begin } })
    const workspace = await lab.create({ template: 'box' })
    await first.gated.waiting(0)
    const { id } = workspace.currentRun
    await untilBegun(id)
    first.line.cut()
    const isDead = (worker: string) => worker === 'a/1'
    const second = await lab.start({ id: 'b/1', leaseMs: 60_000, isDead, maxAttempts }, { script })
    return { second, workspace, runId: id }
  }

  async function untilBegun(runId: Parameters<typeof lab.client.runs.ledger>[0]): Promise<void> {
    for (;;) {
      const ledger = await lab.client.runs.ledger(runId)
      if (ledger.some(({ address, phase }) => address === 'a.half' && phase === 'started')) return
      await new Promise(setImmediate)
    }
  }

  it('names all that was planned where nobody knows how far the attempt came', async () => {
    const { runId } = await cutOff('ask', { script: { isElsewhere: true } })
    const run = await lab.untilRun(runId, 'planned')
    expect(run.uncertain.map(({ address, why }) => `${address} ${why}`)).to.have.members([
      'simulated_component.api outcome-unknown',
      'simulated_component.mailer outcome-unknown',
      'simulated_component.web outcome-unknown',
      'a.half outcome-unknown',
      'a.done missing-in-state',
    ])
  })

  it('names what is uncertain when it is given up, and the next run of the workspace asks', async () => {
    const { runId, workspace } = await cutOff('ask', { maxAttempts: 1 })
    const run = await lab.untilEnded(runId)
    expect(run.status).to.equal('errored')
    const named = run.uncertain.map(({ address }) => address)
    expect(named).to.include.members(['a.done', 'a.half'])
    const destroying = await lab.client.workspaces.destroy(workspace.id)
    const destroy = await lab.untilRun(destroying.currentRun.id, 'planned')
    expect(destroy.uncertain.map(({ address }) => address)).to.have.members(named)
  })

  it('names what is uncertain and waits, whatever the policy', async () => {
    const { runId, second } = await cutOff()
    const run = await lab.untilRun(runId, 'planned')
    expect(run.uncertain).to.deep.equal([
      { address: 'a.done', id: 'i-1', why: 'missing-in-state', resolved: null },
      { address: 'a.half', id: null, why: 'outcome-unknown', resolved: null },
    ])
    expect(run.actions).to.deep.equal(['approve', 'import', 'discard', 'cancel'])
    expect(run.waiting).to.include('a.done, a.half')
    expect(second.gated.sessions[0]?.calls).to.deep.equal(['plan', 'close'])
    const ledger = await lab.client.runs.ledger(runId)
    expect(ledger).to.deep.include(entry('a.done', { phase: 'completed', id: 'i-1' }))
  })

  it('goes on beside it once that is accepted', async () => {
    const { runId, second } = await cutOff()
    await lab.untilRun(runId, 'planned')
    const approved = await lab.client.runs.approve(runId)
    expect(approved.approval).to.deep.include({ uncertain: ['a.done', 'a.half'], imports: [] })
    const session = await second.gated.waiting(1)
    expect(session.job.imports).to.deep.equal([])
    session.open()
    const ended = await lab.untilEnded(runId)
    expect(ended.status).to.equal('applied')
    expect(ended.uncertain.map(({ address, resolved }) => [address, resolved])).to.deep.equal([
      ['a.done', 'accepted'],
      ['a.half', 'accepted'],
    ])
  })

  it('imports what certainly exists, if that is wanted', async () => {
    const { runId, second } = await cutOff()
    await lab.untilRun(runId, 'planned')
    await lab.client.runs.approve(runId, { import: true })
    const session = await second.gated.waiting(1)
    expect(session.job.imports).to.deep.equal([{ address: 'a.done', id: 'i-1' }])
    session.open()
    expect((await lab.untilEnded(runId)).status).to.equal('applied')
    expect((await lab.client.runs.get(runId)).uncertain.every(({ resolved }) => resolved !== null)).to.equal(
      true,
    )
  })

  it('goes on by itself where its template says so', async () => {
    const { runId, second } = await cutOff('auto')
    ;(await second.gated.waiting(0)).open()
    const ended = await lab.untilEnded(runId)
    expect(ended).to.deep.include({ status: 'applied', attempt: 2 })
    expect(new Set(ended.uncertain.map(({ resolved }) => resolved))).to.deep.equal(new Set(['allowed']))
  })

  for (const end of ['discard', 'cancel'] as const) {
    it(`leaves its workspace failed when somebody ends it there: ${end}`, async () => {
      const { runId, workspace } = await cutOff()
      await lab.untilRun(runId, 'planned')
      const ended = await lab.client.runs[end](runId)
      expect(ended.error).to.deep.include({ phase: 'apply' })
      const failed = await lab.client.workspaces.get(workspace.id)
      expect(failed).to.deep.include({ status: 'failed', error: ended.error })
      expect(failed.actions).to.include.members(['update', 'destroy'])
    })
  }

  it('has nothing to import where nothing is missing', async () => {
    await lab.start({ leaseMs: 60_000 })
    const { currentRun } = await lab.create({ approve: 'always' })
    await lab.untilRun(currentRun.id, 'planned')
    await expectCode(lab.client.runs.approve(currentRun.id, { import: true }), 'RUN_CONFLICT')
  })
})

describe('what was uncertain', () => {
  const open = (address: string) => ({ address, id: null, why: 'outcome-unknown', resolved: null }) as const
  const approval = {
    at: '2026-01-31T09:30:00.000Z',
    by: 'ada',
    plan: makePlan(),
    uncertain: ['a.half'],
    imports: [{ address: 'a.done', id: 'i-1' }],
  }

  it('is settled by an import, or by a state that names it; what is open stays, and what was settled', () => {
    const named = [
      open('a.done'),
      open('a.found'),
      open('a.half'),
      { ...open('a.old'), resolved: 'imported' } as const,
    ]
    const now = settleNamed(named, { open: [open('a.half'), open('a.new')], approval })
    expect(now.map(({ address, resolved }) => [address, resolved])).to.deep.equal([
      ['a.done', 'imported'],
      ['a.found', 'in-state'],
      ['a.old', 'imported'],
      ['a.half', null],
      ['a.new', null],
    ])
  })

  it('is settled once the run is applied, by whoever let it go on', () => {
    const named = [open('a.half'), open('a.auto'), { ...open('a.done'), resolved: 'imported' } as const]
    expect(settleApplied(named, approval).map(({ resolved }) => resolved)).to.deep.equal([
      'accepted',
      'allowed',
      'imported',
    ])
    expect(settleApplied(named, null).map(({ resolved }) => resolved)).to.deep.equal([
      'allowed',
      'allowed',
      'imported',
    ])
  })
})

describe('a run after one that was given up in the middle', () => {
  const dir = useScratchDir()
  const lab = useWaybillLab(() => ({ templates: dir.path }))
  const begin = () => [
    { type: 'resource', address: 'a.half', action: 'create', phase: 'started', id: null } as const,
  ]

  /** The first run is stopped by force while it creates something. */
  async function giveUp(takeover: 'ask' | 'auto' = 'ask') {
    await dir.write({
      'box/template.json': JSON.stringify({ title: 'Box', engine: 'simulated', takeover }),
      'box/main.tf': '',
    })
    const first = await lab.start({ id: 'a/1', leaseMs: 1200 }, { script: { begin, isDeaf: true } })
    const workspace = await lab.create({ template: 'box' })
    await first.gated.waiting(0)
    const { id } = workspace.currentRun
    await lab.client.runs.cancel(id)
    lab.advance(11_000)
    await lab.client.runs.cancel(id, { force: true })
    expect((await lab.untilEnded(id)).status).to.equal('canceled')
    await first.waybill.close()
    return { workspace, runId: id, worker: await lab.start({ id: 'b/1', leaseMs: 60_000 }) }
  }

  for (const how of ['retry', 'update'] as const) {
    it(`does not create again what may be there: ${how}`, async () => {
      const { workspace, runId, worker } = await giveUp()
      const next =
        how === 'retry'
          ? await lab.client.runs.retry(runId)
          : await lab.client.workspaces.startRun(workspace.id, { kind: 'update' })
      const held = await lab.untilRun(next.id, 'planned')
      expect(held.uncertain).to.deep.equal([
        { address: 'a.half', id: null, why: 'outcome-unknown', resolved: null },
      ])
      await lab.client.runs.approve(next.id)
      ;(await worker.gated.waiting(1)).open()
      expect((await lab.untilEnded(next.id)).status).to.equal('applied')
      const later = await lab.client.workspaces.startRun(workspace.id, { kind: 'update' })
      ;(await worker.gated.waiting(2)).open()
      expect(await lab.untilEnded(later.id)).to.deep.include({ status: 'applied', uncertain: [] })
    })
  }

  it('names it also after runs that never began to apply', async () => {
    const { runId, worker } = await giveUp()
    await worker.waybill.close()
    const second = await lab.client.runs.retry(runId)
    await lab.client.runs.cancel(second.id)
    const third = await lab.client.runs.retry(second.id)
    await lab.start({ id: 'c/1', leaseMs: 60_000 })
    expect((await lab.untilRun(third.id, 'planned')).uncertain).to.have.length(1)
  })

  it('names it before the workspace is destroyed, though no state holds anything', async () => {
    const { workspace, worker } = await giveUp()
    const leaving = await lab.client.workspaces.destroy(workspace.id)
    expect(leaving.status).to.equal('destroying')
    const held = await lab.untilRun(leaving.currentRun.id, 'planned')
    expect(held.waiting).to.include('a.half')
    await lab.client.runs.approve(held.id)
    ;(await worker.gated.waiting(1)).open()
    await lab.untilStatus(workspace, 'destroyed')
  })

  it('goes on where its template says so', async () => {
    const { workspace, runId, worker } = await giveUp('auto')
    const next = await lab.client.runs.retry(runId)
    ;(await worker.gated.waiting(0)).open()
    expect((await lab.untilEnded(next.id)).status).to.equal('applied')
    await lab.client.workspaces.destroy(workspace.id)
    ;(await worker.gated.waiting(1)).open()
    await lab.untilStatus(workspace, 'destroyed')
  })
})

describe('an update that a cut-off attempt had begun', () => {
  const lab = useWaybillLab()

  it('leaves its workspace failed when its next attempt is canceled before it applies', async () => {
    const begin = () => [
      { type: 'resource', address: 'a.b', action: 'update', phase: 'started', id: null } as const,
    ]
    const first = await lab.start({ id: 'a/1', leaseMs: 60_000 }, { script: { begin } })
    const workspace = await lab.createReady(first)
    const run = await lab.client.workspaces.startRun(workspace.id, { kind: 'update' })
    await first.gated.waiting(1)
    while ((await lab.client.runs.ledger(run.id)).length === 0) await new Promise(setImmediate)
    first.line.cut()
    await lab.client.runs.cancel(run.id)
    await lab.start({ id: 'b/1', leaseMs: 60_000, isDead: worker => worker === 'a/1' })
    expect(await lab.untilEnded(run.id)).to.deep.include({ status: 'canceled', attempt: 2 })
    expect((await lab.client.workspaces.get(workspace.id)).status).to.equal('failed')
  })
})
