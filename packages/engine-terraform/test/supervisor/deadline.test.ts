import { expect } from 'chai'
import { beforeEach, describe, it } from 'mocha'
import { Deadline } from '../../src/supervisor/deadline.cjs'

describe('a deadline', () => {
  let wall: number
  let monotonic: number
  let deadline: Deadline
  beforeEach(() => {
    wall = 1_000_000
    monotonic = 500
    deadline = new Deadline({ wall: () => wall, monotonic: () => monotonic }, 20_000)
  })
  const pass = (ms: number) => {
    wall += ms
    monotonic += ms
  }

  it('is open as long as none was set', () => {
    pass(1e9)
    expect(deadline.state).to.equal('open')
  })

  for (const { name, leaseMs, after } of [
    {
      name: 'interrupts the grace time before it, and ends at it',
      leaseMs: 90_000,
      after: [69_999, 70_000, 90_000],
    },
    { name: 'interrupts half-way when it is short', leaseMs: 2_000, after: [999, 1_000, 2_000] },
  ]) {
    it(name, () => {
      deadline.renew(wall + leaseMs)
      const states = after.map((at, index) => {
        pass(at - (after[index - 1] ?? 0))
        return deadline.state
      })
      expect(states).to.deep.equal(['open', 'interrupt', 'over'])
    })
  }

  it('moves when it is renewed', () => {
    deadline.renew(wall + 30_000)
    pass(9_000)
    deadline.renew(wall + 30_000)
    pass(9_000)
    expect(deadline.state).to.equal('open')
  })

  it('is over at once when it lies in the past', () => {
    deadline.renew(wall - 1)
    expect(deadline.state).to.equal('over')
  })

  it('comes by the wall clock when the machine slept', () => {
    deadline.renew(wall + 90_000)
    wall += 3_600_000
    expect(deadline.state).to.equal('over')
  })

  it('comes by the monotonic clock when the wall clock was set back', () => {
    deadline.renew(wall + 90_000)
    pass(1_000)
    wall -= 3_600_000
    monotonic += 70_000
    expect(deadline.state).to.equal('interrupt')
  })
})
