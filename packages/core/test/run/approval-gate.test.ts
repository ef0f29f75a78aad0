import { expect } from 'chai'
import { describe, it } from 'mocha'
import { type ApprovalQuestion, whyApprove } from '../../src/run/approval-gate.js'
import type { Approval, LedgerEntry, PlannedChange } from '../../src/run/run.js'
import { makePlan } from '../../src/testing/workspace-builders.js'

type Change = Pick<PlannedChange, 'address' | 'action'>

const create: Change = { address: 'a.new', action: 'create' }
const update: Change = { address: 'a.old', action: 'update' }
const replace: Change = { address: 'a.old', action: 'replace' }
const remove: Change = { address: 'a.old', action: 'delete' }

interface Asked extends Partial<Omit<ApprovalQuestion, 'run' | 'plan'>> {
  readonly kind?: ApprovalQuestion['run']['kind']
  readonly approve?: ApprovalQuestion['run']['approve']
  readonly approval?: Approval | null
  readonly changes?: readonly Change[]
}

function ask({ kind = 'update', approve = 'destructive', approval = null, changes = [], ...rest }: Asked) {
  const run = { kind, approve, approval }
  return whyApprove({ uncertain: [], takeover: 'ask', ledger: [], ...rest, run, plan: makePlan(changes) })
}

function agreeTo(changes: readonly Change[], uncertain: readonly string[] = []): Approval {
  return {
    at: '2026-01-31T10:00:00.000Z',
    by: 'ada',
    plan: makePlan(changes),
    uncertain: [...uncertain],
    imports: [],
  }
}

function entry(parts: Partial<LedgerEntry>): LedgerEntry {
  return { address: 'a.new', action: 'create', phase: 'started', attempt: 1, id: null, ...parts }
}

describe('whyApprove', () => {
  const policies: readonly { readonly name: string; readonly asked: Asked; readonly waits: boolean }[] = [
    { name: 'an update that replaces', asked: { changes: [create, replace] }, waits: true },
    { name: 'an update that deletes', asked: { changes: [remove] }, waits: true },
    { name: 'an update that only adds and changes', asked: { changes: [create, update] }, waits: false },
    { name: 'an update that changes nothing', asked: {}, waits: false },
    { name: 'a first provision', asked: { kind: 'provision', changes: [create] }, waits: false },
    { name: 'a destroy', asked: { kind: 'destroy', changes: [remove] }, waits: false },
    {
      name: 'always: a first provision',
      asked: { approve: 'always', kind: 'provision', changes: [create] },
      waits: true,
    },
    {
      name: 'always: a destroy',
      asked: { approve: 'always', kind: 'destroy', changes: [remove] },
      waits: true,
    },
    { name: 'always: nothing to do', asked: { approve: 'always' }, waits: false },
    {
      name: 'always: only a move and a read',
      asked: {
        approve: 'always',
        changes: [
          { address: 'a.b', action: 'move' },
          { address: 'data.c', action: 'read' },
          { address: 'a.d', action: 'no-op' },
        ],
      },
      waits: false,
    },
    { name: 'never: an update that replaces', asked: { approve: 'never', changes: [replace] }, waits: false },
  ]
  for (const { name, asked, waits } of policies) {
    it(`${waits ? 'holds' : 'lets through'} ${name}`, () => {
      expect(ask(asked) !== undefined).to.equal(waits)
    })
  }

  it('says what gets lost', () => {
    expect(ask({ changes: [replace, { address: 'a.other', action: 'delete' }] })).to.equal(
      'It replaces a.old, deletes a.other.',
    )
  })

  it('names a few of many', () => {
    const changes = [1, 2, 3, 4, 5, 6, 7].map(n => ({ address: `a.r${n}`, action: 'delete' as const }))
    expect(ask({ changes })).to.include('and 2 more')
  })

  const replans: readonly { readonly name: string; readonly asked: Asked; readonly waits: boolean }[] = [
    { name: 'the same', asked: { approval: agreeTo([replace]), changes: [replace] }, waits: false },
    { name: 'less', asked: { approval: agreeTo([replace, create]), changes: [create] }, waits: false },
    {
      name: 'of a replacement only the creation that is left',
      asked: { approval: agreeTo([replace]), changes: [{ address: 'a.old', action: 'create' }] },
      waits: false,
    },
    {
      name: 'a replacement of what was to be updated',
      asked: { approval: agreeTo([update]), changes: [replace] },
      waits: true,
    },
    {
      name: 'a deletion that was not agreed to',
      asked: { approval: agreeTo([create]), changes: [create, remove] },
      waits: true,
    },
    {
      name: 'an update of what was to be replaced',
      asked: { approval: agreeTo([replace]), changes: [update] },
      waits: true,
    },
    {
      name: 'again what an earlier attempt of the run had begun to make',
      asked: {
        approval: agreeTo([create]),
        changes: [{ address: 'a.new', action: 'replace' }],
        ledger: [entry({ phase: 'completed' })],
      },
      waits: false,
    },
    {
      name: 'a replacement of what was only planned to be made',
      asked: {
        approval: agreeTo([create]),
        changes: [{ address: 'a.new', action: 'replace' }],
        ledger: [entry({ phase: 'planned' })],
      },
      waits: true,
    },
  ]
  for (const { name, asked, waits } of replans) {
    it(`${waits ? 'asks again' : 'does not ask again'} when the plan made anew does ${name}`, () => {
      expect(ask(asked) !== undefined).to.equal(waits)
    })
  }

  const doubt = { address: 'a.new', id: null, why: 'outcome-unknown', resolved: null } as const
  const doubts: readonly { readonly name: string; readonly asked: Asked; readonly waits: boolean }[] = [
    { name: 'whatever the policy', asked: { approve: 'never', uncertain: [doubt] }, waits: true },
    {
      name: 'unless the template goes on by itself',
      asked: { takeover: 'auto', uncertain: [doubt] },
      waits: false,
    },
    {
      name: 'unless it was accepted',
      asked: { approval: agreeTo([], ['a.new']), uncertain: [doubt] },
      waits: false,
    },
    {
      name: 'when another one was accepted',
      asked: { approval: agreeTo([], ['a.other']), uncertain: [doubt] },
      waits: true,
    },
    { name: 'of a first provision, too', asked: { kind: 'provision', uncertain: [doubt] }, waits: true },
  ]
  for (const { name, asked, waits } of doubts) {
    it(`${waits ? 'holds' : 'lets through'} what is uncertain, ${name}`, () => {
      expect(ask(asked) !== undefined).to.equal(waits)
    })
  }

  it('lets a replacement through that makes anew what this run has begun, after a takeover', () => {
    const changes = [{ address: 'a.new', action: 'replace' as const }]
    expect(ask({ changes, ledger: [entry({})] })).to.equal(undefined)
    expect(ask({ changes, ledger: [entry({ action: 'update' })] })).to.not.equal(undefined)
  })
})
