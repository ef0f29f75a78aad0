import { memoryStorage } from '../../src/memory/memory-storage.js'
import { describeWorkspaceStore } from '../../src/testing/describe-workspace-store.js'

describeWorkspaceStore('memoryStorage', async () => {
  const storage = memoryStorage()
  return { storage, close: () => storage.close() }
})
