import { describeAnswerStore } from '@waybill/core/testing'
import { describeOnServers } from '../support/servers.js'
import { useStorage } from '../support/use-storage.js'

describeOnServers('SequelizeAnswerStore', server => {
  const harness = useStorage(server)

  describeAnswerStore('SequelizeAnswerStore', async () => {
    await harness.empty()
    return { store: harness.storage.answers, close: async () => undefined }
  })
})
