import { memoryStorage } from '../../src/memory/memory-storage.js'
import { describeStorage } from '../../src/testing/describe-storage.js'

describeStorage('memoryStorage', async () => {
  const storage = memoryStorage()
  return { storage, close: () => storage.close() }
})
