import { memoryStorage } from '../../src/memory/memory-storage.js'
import { describeTokenStore } from '../../src/testing/describe-token-store.js'

describeTokenStore('memoryStorage', async () => {
  const storage = memoryStorage()
  return { storage, close: () => storage.close() }
})
