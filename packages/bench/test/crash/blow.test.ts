import { expect } from 'chai'
import { describe, it } from 'mocha'
import { blowKinds, planBlows } from '../../src/crash/blow.js'

describe('the blows of a laboratory', () => {
  it('are the same for the same seed, and others for another one', () => {
    expect(planBlows(7, 50)).to.deep.equal(planBlows(7, 50))
    expect(planBlows(7, 50)).to.not.deep.equal(planBlows(8, 50))
  })

  it('are of every kind where there are enough', () => {
    const kinds = planBlows(1, blowKinds.length).map(({ kind }) => kind)
    expect(kinds).to.have.members([...blowKinds])
  })
})
