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
    deadline = new Deadline({ wall: () => wall, monotonic: () => monotonic })
  })
  const pass = (ms: number) => {
    wall += ms
    monotonic += ms
  }

  it('is open as long as none was set', () => {
    pass(1e9)
    expect(deadline.state).to.equal('open')
  })

  it('asks to stop after three fifths, and ends at it', () => {
    deadline.renew(wall + 150_000)
    const states = [89_999, 1, 59_999, 1].map(ms => {
      pass(ms)
      return deadline.state
    })
    expect(states).to.deep.equal(['open', 'interrupt', 'interrupt', 'over'])
  })

  it('moves when it is renewed', () => {
    deadline.renew(wall + 30_000)
    pass(17_000)
    deadline.renew(wall + 30_000)
    pass(17_000)
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
