import { describeEventStore } from '@waybill/core/testing'
import { describeOnServers } from '../support/servers.js'
import { useStorage } from '../support/use-storage.js'

describeOnServers('SequelizeEventStore', server => {
  const harness = useStorage(server)

  describeEventStore('SequelizeEventStore', async () => {
    await harness.empty()
    return { store: harness.storage.events, close: async () => undefined }
  })
})
