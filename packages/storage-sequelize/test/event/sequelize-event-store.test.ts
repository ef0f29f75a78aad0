import { describeEventStore, makeNewEvent } from '@waybill/core/testing'
import { expect } from 'chai'
import { it } from 'mocha'
import { describeOnServers } from '../support/servers.js'
import { useStorage } from '../support/use-storage.js'

describeOnServers('SequelizeEventStore', server => {
  const harness = useStorage(server)

  describeEventStore('SequelizeEventStore', async () => {
    await harness.empty()
    return { store: harness.storage.events, close: async () => undefined }
  })

  it('tells the oldest that is kept, also when none is', async () => {
    await harness.empty()
    const { events } = harness.storage
    await events.append([makeNewEvent(), makeNewEvent(), makeNewEvent()])
    await harness.sql('DELETE FROM events WHERE number < 3')
    const { items, first, last } = await events.list({ after: 0, limit: 10 })
    expect({ numbers: items.map(({ number }) => number), first, last }).to.deep.equal({
      numbers: [3],
      first: 3,
      last: 3,
    })
    await harness.sql('DELETE FROM events')
    expect(await events.list({ after: 3, limit: 10 })).to.deep.equal({ items: [], first: 4, last: 3 })
  })
})
