import { describeStorage } from '@waybill/core/testing'
import { sequelizeStorage } from '../../src/index.js'
import { describeOnServers } from '../support/servers.js'
import { useStorage } from '../support/use-storage.js'

describeOnServers('SequelizeStorage', server => {
  const harness = useStorage(server)

  describeStorage('SequelizeStorage', async () => {
    await harness.empty()
    const storage = await sequelizeStorage({ url: harness.url })
    return { storage, close: () => storage.close() }
  })
})
