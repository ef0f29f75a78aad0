import { expect } from 'chai'
import { describe, it } from 'mocha'
import { checkFacts } from '../../src/crash/check-facts.js'
import type { LabFacts, RunFacts, WorkspaceFacts } from '../../src/crash/facts.js'
import type { LedgerLine } from '../../src/crash/ledger-book.js'

const idOf = (number: number) => `00000000-0000-0000-0000-${String(number).padStart(12, '0')}`
const address = 'terraform_data.first[0]'

const line = (action: LedgerLine['action'], number: number): LedgerLine => ({
  action,
  key: 'w',
  address,
  id: idOf(number),
})
const event = (type: string, hook: object) =>
  `${JSON.stringify({ '@message': type, type, hook: { resource: { addr: address }, ...hook } })}\n`
const made = (number: number) =>
  event('provision_progress', { output: `made ${idOf(number)}` }) +
  event('apply_complete', { action: 'create', id_value: idOf(number) })
const deleting = (number: number) => event('apply_start', { action: 'delete', id_value: idOf(number) })

const makeRun = (values: Partial<RunFacts> = {}): RunFacts => ({
  id: 'r',
  kind: 'provision',
  status: 'applied',
  ended: true,
  worker: 'a',
  leaseExpiresAt: null,
  log: made(1),
  logGaps: [],
  excuses: [],
  ...values,
})
const makeWorkspace = (values: Partial<WorkspaceFacts> = {}): WorkspaceFacts => ({
  id: 'w',
  key: 'w',
  status: 'ready',
  explained: 'ready',
  size: 1,
  state: [{ address, id: idOf(1), tainted: false }],
  named: new Set(),
  runs: [makeRun()],
  ...values,
})
const makeFacts = (workspace: Partial<WorkspaceFacts>, values: Partial<LabFacts> = {}): LabFacts => ({
  workspaces: [makeWorkspace(workspace)],
  book: [line('create', 1)],
  events: { count: 3, first: 1, last: 3 },
  leftProcesses: [],
  leftLocks: [],
  ...values,
})
const twice = { book: [line('create', 1), line('create', 2)] }
const withRun = (values: Partial<RunFacts>) => ({ runs: [makeRun(values)] })
const destroyed = { status: 'destroyed', explained: 'destroyed', state: [] }

describe('what a laboratory finds', () => {
  const cases: { name: string; facts: LabFacts; rules: string[] }[] = [
    { name: 'nothing where all is as it should be', facts: makeFacts({}), rules: [] },
    {
      name: 'a resource that the state does not know',
      facts: makeFacts({}, twice),
      rules: ['made once, as the state says'],
    },
    {
      name: 'nothing where that one was named',
      facts: makeFacts({ named: new Set([address]) }, twice),
      rules: [],
    },
    {
      name: 'nothing where Terraform has deleted it without its provisioner',
      facts: makeFacts(withRun({ log: made(1) + deleting(2) }), twice),
      rules: [],
    },
    {
      name: 'a resource of the state that was destroyed',
      facts: makeFacts({}, { book: [line('create', 1), line('destroy', 1)] }),
      rules: ['made once, as the state says'],
    },
    {
      name: 'a resource of the state that was never made',
      facts: makeFacts({}, { book: [] }),
      rules: ['made once, as the state says'],
    },
    {
      name: 'a tainted resource of a ready workspace',
      facts: makeFacts({ state: [{ address, id: idOf(1), tainted: true }] }),
      rules: ['made once, as the state says'],
    },
    {
      name: 'a resource that a destroyed workspace has left',
      facts: makeFacts(destroyed),
      rules: ['made once, as the state says'],
    },
    {
      name: 'nothing where a destroyed workspace has left none',
      facts: makeFacts(destroyed, { book: [line('create', 1), line('destroy', 1)] }),
      rules: [],
    },
    {
      name: 'a ready workspace without all of its resources',
      facts: makeFacts({ size: 2 }),
      rules: ['ready means complete'],
    },
    {
      name: 'a status that no run explains',
      facts: makeFacts({ explained: 'failed' }),
      rules: ['a status is what its runs explain'],
    },
    {
      name: 'a run that has not ended',
      facts: makeFacts(withRun({ ended: false, status: 'applying' })),
      rules: ['every run ends'],
    },
    {
      name: 'a lease of a run that has ended',
      facts: makeFacts(withRun({ leaseExpiresAt: '2026-01-01T00:00:00.000Z' })),
      rules: ['no lock or lease is left'],
    },
    {
      name: 'a line that was said twice',
      facts: makeFacts(withRun({ log: made(1) + made(1).split('\n')[0] })),
      rules: ['no log line is lost or doubled'],
    },
    {
      name: 'a line that is missing',
      facts: makeFacts(withRun({ log: made(1).split('\n').slice(1).join('\n') })),
      rules: ['no log line is lost or doubled'],
    },
    {
      name: 'a resource whose creation nobody told',
      facts: makeFacts(withRun({ log: '' })),
      rules: ['no log line is lost or doubled'],
    },
    {
      name: 'a torn line',
      facts: makeFacts(withRun({ log: `${made(1)}{"@message":"ab` })),
      rules: ['no log line is lost or doubled'],
    },
    {
      name: 'nothing about a torn line where Terraform was killed',
      facts: makeFacts(withRun({ log: `${made(1)}{"@message":"ab`, excuses: ['killed'] })),
      rules: [],
    },
    {
      name: 'pieces of a log that do not fit together',
      facts: makeFacts(withRun({ logGaps: ['a gap'] })),
      rules: ['no log line is lost or doubled'],
    },
    {
      name: 'a gap of the change feed',
      facts: makeFacts({}, { events: { count: 2, first: 1, last: 3 } }),
      rules: ['events have no gap'],
    },
    {
      name: 'a process that is left',
      facts: makeFacts({}, { leftProcesses: ['terraform 1'] }),
      rules: ['no process is left'],
    },
    {
      name: 'a lock that is left',
      facts: makeFacts({}, { leftLocks: ['a lock'] }),
      rules: ['no lock or lease is left'],
    },
  ]
  for (const { name, facts, rules } of cases) {
    it(`is ${name}`, () => {
      expect(checkFacts(facts).map(({ rule }) => rule)).to.deep.equal(rules)
    })
  }
})
