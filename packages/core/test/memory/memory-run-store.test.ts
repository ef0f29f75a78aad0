import { memoryStorage } from '../../src/memory/memory-storage.js'
import { describeRunStore } from '../../src/testing/describe-run-store.js'

describeRunStore('memoryStorage', async () => {
  const storage = memoryStorage()
  return { storage, close: () => storage.close() }
})
