import { describeRunStore } from '@waybill/core/testing'
import { describeOnServers } from '../support/servers.js'
import { useStorage } from '../support/use-storage.js'

describeOnServers('SequelizeRunStore', server => {
  const harness = useStorage(server)

  describeRunStore('SequelizeRunStore', async () => {
    await harness.empty()
    return { storage: harness.storage, close: async () => undefined }
  })
})
