import { MemoryCatalogStore } from '../../src/memory/memory-catalog-store.js'
import { MemoryEventStore } from '../../src/memory/memory-event-store.js'
import { describeCatalogStore } from '../../src/testing/describe-catalog-store.js'

describeCatalogStore('MemoryCatalogStore', async () => {
  const events = new MemoryEventStore()
  return { store: new MemoryCatalogStore(events), events, close: async () => undefined }
})
