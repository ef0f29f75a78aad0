import { describeTokenStore } from '@waybill/core/testing'
import { describeOnServers } from '../support/servers.js'
import { useStorage } from '../support/use-storage.js'

describeOnServers('SequelizeTokenStore', server => {
  const harness = useStorage(server)

  describeTokenStore('SequelizeTokenStore', async () => {
    await harness.empty()
    return { storage: harness.storage, close: async () => undefined }
  })
})
