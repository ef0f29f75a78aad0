import { memoryStorage } from '../../src/memory/memory-storage.js'
import { describeWebhookStore } from '../../src/testing/describe-webhook-store.js'

describeWebhookStore('memoryStorage', async () => {
  const storage = memoryStorage()
  return { storage, close: () => storage.close() }
})
