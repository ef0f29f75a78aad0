import { MemoryAnswerStore } from '../../src/memory/memory-answer-store.js'
import { describeAnswerStore } from '../../src/testing/describe-answer-store.js'

describeAnswerStore('MemoryAnswerStore', async () => ({
  store: new MemoryAnswerStore(),
  close: async () => undefined,
}))
