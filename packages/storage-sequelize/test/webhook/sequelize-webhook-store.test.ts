import { describeWebhookStore } from '@waybill/core/testing'
import { describeOnServers } from '../support/servers.js'
import { useStorage } from '../support/use-storage.js'

describeOnServers('SequelizeWebhookStore', server => {
  const harness = useStorage(server)

  describeWebhookStore('SequelizeWebhookStore', async () => {
    await harness.empty()
    return { storage: harness.storage, close: async () => undefined }
  })
})
