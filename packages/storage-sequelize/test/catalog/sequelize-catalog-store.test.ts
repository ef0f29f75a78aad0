import { describeCatalogStore } from '@waybill/core/testing'
import { describeOnServers } from '../support/servers.js'
import { useStorage } from '../support/use-storage.js'

describeOnServers('SequelizeCatalogStore', server => {
  const harness = useStorage(server)

  describeCatalogStore('SequelizeCatalogStore', async () => {
    await harness.empty()
    const { catalog, events } = harness.storage
    return { store: catalog, events, close: async () => undefined }
  })
})
