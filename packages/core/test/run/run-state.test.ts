import { expect } from 'chai'
import fc from 'fast-check'
import { describe, it } from 'mocha'
import { runStatuses } from '../../src/run/run.js'
import {
  isActive,
  isHeld,
  isTerminal,
  runEvents,
  runTransitions,
  transition,
} from '../../src/run/run-state.js'

const event = fc.constantFrom(...runEvents)

describe('run states', () => {
  for (const { from, event: by, to } of runTransitions) {
    it(`${by}: ${from} becomes ${to}`, () => {
      const run = { status: from, other: 1 }
      expect(transition(run, by)).to.deep.equal({ ok: true, run: { status: to, other: 1 } })
    })
  }

  for (const status of runStatuses) {
    const legal = new Set<string>(
      runTransitions.filter(({ from }) => from === status).map(move => move.event),
    )
    const illegal = runEvents.filter(name => !legal.has(name))
    it(`${status} refuses ${illegal.join(', ')}, and says why`, () => {
      for (const name of illegal) {
        const result = transition({ status }, name)
        expect(result).to.deep.include({ ok: false, status, event: name })
        if (!result.ok) expect(result.reason).to.include(status)
      }
    })
  }

  it('has one target per state and event', () => {
    const keys = runTransitions.map(({ from, event: by }) => `${from} ${by}`)
    expect(new Set(keys).size).to.equal(keys.length)
  })

  it('goes back only to planning: by a takeover from what an attempt holds, or approved', () => {
    const order = ['pending', 'planning', 'planned', 'applying']
    const back = runTransitions.filter(
      ({ from, to }) => isActive(to) && order.indexOf(to) <= order.indexOf(from),
    )
    expect(back).to.deep.equal([
      { from: 'planning', event: 'take_over', to: 'planning' },
      { from: 'planned', event: 'claim', to: 'planning' },
      { from: 'applying', event: 'take_over', to: 'planning' },
    ])
    for (const { from, event: by } of back) expect(isHeld(from)).to.equal(by === 'take_over')
  })

  it('reaches every state from pending', () => {
    const reached = new Set<string>(['pending'])
    for (const _ of runStatuses) {
      for (const { from, to } of runTransitions) if (reached.has(from)) reached.add(to)
    }
    expect([...reached].sort()).to.deep.equal([...runStatuses].sort())
  })

  it('is either active or ended', () => {
    for (const status of runStatuses) expect(isActive(status)).to.equal(!isTerminal(status))
  })

  it('never leaves an end, whatever happens', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 30 }), events => {
        let run: { status: (typeof runStatuses)[number] } = { status: 'pending' }
        let end: string | undefined
        for (const name of events) {
          const result = transition(run, name)
          if (result.ok) run = result.run
          if (end !== undefined) expect(run.status).to.equal(end)
          if (isTerminal(run.status)) end = run.status
        }
      }),
    )
  })

  it('does not change the run that it is given', () => {
    fc.assert(
      fc.property(fc.constantFrom(...runStatuses), event, (status, name) => {
        const run = Object.freeze({ status })
        transition(run, name)
        expect(run).to.deep.equal({ status })
      }),
    )
  })
})
