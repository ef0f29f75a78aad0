import { MemoryEventStore } from '../../src/memory/memory-event-store.js'
import { describeEventStore } from '../../src/testing/describe-event-store.js'

describeEventStore('MemoryEventStore', async () => ({
  store: new MemoryEventStore(),
  close: async () => undefined,
}))
