import { memoryStorage } from '../../src/memory/memory-storage.js'
import { describeRunQueue } from '../../src/testing/describe-run-queue.js'

describeRunQueue('memoryStorage', async () => {
  const storage = memoryStorage()
  return { storage, close: () => storage.close() }
})
