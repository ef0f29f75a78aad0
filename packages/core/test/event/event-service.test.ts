import { expect } from 'chai'
import { describe, it } from 'mocha'
import { makeEvents } from '../../src/event/event-service.js'
import { MemoryEventStore } from '../../src/memory/memory-event-store.js'
import { makeNewEvent } from '../../src/testing/catalog-builders.js'

describe('the change feed', () => {
  it('begins with the first event and gives a hundred at a time', async () => {
    const store = new MemoryEventStore()
    await store.append(Array.from({ length: 150 }, () => makeNewEvent()))
    const events = makeEvents(store)
    const first = await events.list()
    expect([first.items[0]?.number, first.items.length, first.last]).to.deep.equal([1, 100, 150])
    const rest = await events.list({ after: 100 })
    expect(rest.items).to.have.length(50)
  })

  it('refuses a query that does not fit', async () => {
    const error: unknown = await makeEvents(new MemoryEventStore())
      .list({ after: -1, limit: 1001 })
      .catch((reason: unknown) => reason)
    expect(error).to.have.property('code', 'INVALID_INPUT')
    expect(error).to.have.deep.nested.property('issues.length', 2)
  })
})
