import { type StateSnapshot, WaybillError } from '@waybill/core'
import { expect } from 'chai'
import { describe, it } from 'mocha'
import { chooseState } from '../../src/state/choose-state.js'
import { isEmptyState, type LocalState, listStateProviders, parseState } from '../../src/state/state-file.js'
import type { StateHistory } from '../../src/state/state-history.js'

const state = (serial: number, lineage = 'ours'): StateSnapshot => ({
  serial,
  lineage,
  bytes: Buffer.from(JSON.stringify({ version: 4, serial, lineage })),
})
const valid = (snapshot: StateSnapshot): LocalState => ({ kind: 'valid', state: snapshot })

describe('the state that an attempt goes on from', () => {
  it('is none of which only damaged bytes are stored, whatever they are said to be', () => {
    const stored = { ...state(3), bytes: Buffer.from('{"version":4,"ser') }
    const choose = () => chooseState({ local: { kind: 'missing' }, stored, finished: [] })
    expect(choose).to.throw(WaybillError, 'The stored state (serial 3) is damaged')
    expect(chooseState({ local: valid(state(4)), stored, finished: [] }).from).to.equal('local')
  })

  const cases: readonly {
    name: string
    local: LocalState
    stored?: StateSnapshot
    finished?: string[]
    from: 'local' | 'stored' | 'nowhere' | 'error'
  }[] = [
    { name: 'is none at first', local: { kind: 'missing' }, from: 'nowhere' },
    { name: 'is the stored one on a new host', local: { kind: 'missing' }, stored: state(3), from: 'stored' },
    { name: 'is the local one when it is newer', local: valid(state(4)), stored: state(3), from: 'local' },
    { name: 'is the stored one when it is newer', local: valid(state(2)), stored: state(3), from: 'stored' },
    {
      name: 'is the stored one when both are of one age',
      local: valid(state(3)),
      stored: state(3),
      from: 'stored',
    },
    {
      name: 'is the stored one when the local one is of another lineage',
      local: valid(state(9, 'theirs')),
      stored: state(3),
      from: 'stored',
    },
    { name: 'is the local one when none was stored yet', local: valid(state(1)), from: 'local' },
    {
      name: 'is the stored one when the local one is empty',
      local: { kind: 'empty' },
      stored: state(3),
      from: 'stored',
    },
    {
      name: 'is the stored one when the local one is torn',
      local: { kind: 'torn' },
      stored: state(3),
      from: 'stored',
    },
    { name: 'is none when Terraform was killed while it planned', local: { kind: 'empty' }, from: 'nowhere' },
    {
      name: 'is looked for in vain when resources were made and it is empty',
      local: { kind: 'empty' },
      finished: ['a'],
      from: 'error',
    },
    {
      name: 'is looked for in vain when resources were made and it is gone',
      local: { kind: 'missing' },
      finished: ['a'],
      from: 'error',
    },
  ]
  for (const { name, local, stored, finished = [], from } of cases) {
    it(name, () => {
      const choose = () => chooseState({ local, stored, finished })
      if (from === 'error') expect(choose).to.throw(WaybillError, 'though it had finished a.')
      else expect(choose().from).to.equal(from)
    })
  }
})

describe('a state on the disk', () => {
  const written = { version: 4, serial: 2, lineage: 'ours', resources: [] }
  for (const { name, text, kind } of [
    { name: 'is empty after a kill', text: '', kind: 'empty' },
    { name: 'is torn when it is cut off', text: JSON.stringify(written).slice(0, 20), kind: 'torn' },
    { name: 'is torn when it is no state', text: '{"serial": 2}', kind: 'torn' },
    { name: 'is valid with serial and lineage', text: JSON.stringify(written), kind: 'valid' },
  ]) {
    it(name, () => expect(parseState(Buffer.from(text)).kind).to.equal(kind))
  }

  const stateWith = (...providers: string[]): StateSnapshot => ({
    ...state(1),
    bytes: Buffer.from(JSON.stringify({ ...written, resources: providers.map(provider => ({ provider })) })),
  })

  describe('beside what another attempt has made elsewhere', () => {
    const here = state(4)
    const elsewhere = { ...state(5), bytes: Buffer.from('{"version":4,"serial":5,"lineage":"ours","x":1}') }
    const history = (known: readonly StateSnapshot[], base: StateSnapshot): StateHistory => ({
      has: other => known.includes(other),
      isBase: other => other === base,
    })
    const begun = state(3)
    for (const { name, stored, local, known, expected } of [
      {
        name: 'is the local one that goes on from the stored one',
        stored: begun,
        local: here,
        known: [begun, here],
        expected: { from: 'local', late: undefined },
      },
      {
        name: 'is the stored one, and the local one is late',
        stored: elsewhere,
        local: here,
        known: [begun, here],
        expected: { from: 'stored', late: here },
      },
      {
        name: 'is the stored one also where the local serial is higher',
        stored: elsewhere,
        local: state(9),
        known: [begun, here],
        expected: { from: 'stored', late: 9 },
      },
      {
        name: 'is the stored one where nothing was made here',
        stored: elsewhere,
        local: begun,
        known: [begun],
        expected: { from: 'stored', late: undefined },
      },
      {
        name: 'is the stored one of another lineage, and the local one is late',
        stored: state(1, 'theirs'),
        local: here,
        known: [here],
        expected: { from: 'stored', late: here },
      },
    ]) {
      it(name, () => {
        const choice = chooseState({
          local: valid(local),
          stored,
          finished: [],
          history: history(known, begun),
        })
        expect(choice.from).to.equal(expected.from)
        const late = expected.late === 9 ? local : expected.late
        expect(choice.late).to.equal(late)
      })
    }
  })

  it('names the providers of its resources, but for the built-in one', () => {
    const built = 'provider["terraform.io/builtin/terraform"]'
    const random = 'module.a.provider["registry.terraform.io/hashicorp/random"].other'
    expect(listStateProviders(stateWith(built, random, random))).to.deep.equal([
      'registry.terraform.io/hashicorp/random',
    ])
    expect(listStateProviders(undefined)).to.deep.equal([])
  })

  it('is empty of resources when it lists none, or is not there', () => {
    expect([undefined, stateWith(), stateWith('x')].map(isEmptyState)).to.deep.equal([true, true, false])
  })
})
