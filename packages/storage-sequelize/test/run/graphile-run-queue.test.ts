import { describeRunQueue } from '@waybill/core/testing'
import { describeOnServers } from '../support/servers.js'
import { useStorage } from '../support/use-storage.js'

describeOnServers('GraphileRunQueue', server => {
  const harness = useStorage(server)

  describeRunQueue('GraphileRunQueue', async () => {
    await harness.empty()
    return { storage: harness.storage, close: async () => undefined }
  })
})
