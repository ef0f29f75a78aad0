import { expect } from 'chai'
import { describe, it } from 'mocha'
import { MemoryEventStore } from '../../src/memory/memory-event-store.js'
import { makeNewEvent } from '../../src/testing/catalog-builders.js'
import { describeEventStore } from '../../src/testing/describe-event-store.js'

describeEventStore('MemoryEventStore', async () => ({
  store: new MemoryEventStore(),
  close: async () => undefined,
}))

describe('MemoryEventStore', () => {
  it('goes back to a snapshot, and numbers on from there', async () => {
    const store = new MemoryEventStore()
    await store.append([makeNewEvent()])
    const restore = store.snapshot()
    await store.append([makeNewEvent(), makeNewEvent()])
    restore()
    await store.append([makeNewEvent({ actor: 'ada' })])
    const { items, last } = await store.list({ after: 0, limit: 10 })
    expect(items.map(({ number, actor }) => [number, actor])).to.deep.equal([
      [1, null],
      [2, 'ada'],
    ])
    expect(last).to.equal(2)
  })
})
