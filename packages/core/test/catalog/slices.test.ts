import { expect } from 'chai'
import { describe, it } from 'mocha'
import { planSync, planSyncSlices } from '../../src/catalog/plan-sync.js'
import { runInSlices, type Slices } from '../../src/catalog/slices.js'
import { newId } from '../../src/id/ids.js'
import { makeReadApp } from '../../src/testing/catalog-builders.js'

const found = Array.from({ length: 5000 }, (_, index) => makeReadApp(`app-${index}`))
const known = { version: 0, apps: [] }

describe('runInSlices', () => {
  it('comes to the same result as work in one go', async () => {
    let ids = 0
    const countedId = (() => `id ${ids++}`) as unknown as typeof newId
    const atOnce = planSync({ found, known, newId: countedId })
    ids = 0
    expect(await runInSlices(planSyncSlices({ found, known, newId: countedId }))).to.deep.equal(atOnce)
  })

  it('lets others work in between, at least once in a thousand apps', async () => {
    let turns = 0
    let working = true
    const takeTurn = () => {
      turns += 1
      if (working) setImmediate(takeTurn)
    }
    setImmediate(takeTurn)
    await runInSlices(planSyncSlices({ found, known, newId }))
    working = false
    expect(turns).to.be.at.least(found.length / 1000)
  })

  it('gives up between two slices when it is aborted', async () => {
    const controller = new AbortController()
    const work = function* (): Slices<string> {
      yield
      controller.abort(new Error('enough'))
      yield
      return 'done'
    }
    const outcome = await runInSlices(work(), controller.signal).catch((error: unknown) => error)
    expect(outcome).to.have.property('message', 'enough')
  })
})
