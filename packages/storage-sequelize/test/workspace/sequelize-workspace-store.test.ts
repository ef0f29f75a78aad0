import { describeWorkspaceStore } from '@waybill/core/testing'
import { describeOnServers } from '../support/servers.js'
import { useStorage } from '../support/use-storage.js'

describeOnServers('SequelizeWorkspaceStore', server => {
  const harness = useStorage(server)

  describeWorkspaceStore('SequelizeWorkspaceStore', async () => {
    await harness.empty()
    return { storage: harness.storage, close: async () => undefined }
  })
})
