import { expect } from 'chai'
import { beforeEach, describe, it } from 'mocha'
import { followEvents } from '../../src/event/follow-events.js'
import { MemoryEventStore } from '../../src/memory/memory-event-store.js'
import { makeNewEvent } from '../../src/testing/catalog-builders.js'

describe('following the change feed', () => {
  let store: MemoryEventStore
  const append = (count: number) => store.append(Array.from({ length: count }, () => makeNewEvent()))
  beforeEach(() => {
    store = new MemoryEventStore()
  })

  it('yields what is there and what comes later, each once and in order', async () => {
    await append(1200)
    const seen: number[] = []
    for await (const { number } of followEvents(store, { after: 0 })) {
      seen.push(number)
      if (number === 1200) void append(3)
      if (number === 1203) break
    }
    expect(seen).to.deep.equal(Array.from({ length: 1203 }, (_, index) => index + 1))
  })

  it('begins with what is new when it is told no number', async () => {
    await append(2)
    const feed = followEvents(store, {})
    const next = feed.next()
    await new Promise(resolve => setImmediate(resolve))
    await append(1)
    expect((await next).value).to.include({ number: 3 })
    await feed.return()
  })

  it('ends with the reason of its signal, also while it waits', async () => {
    const controller = new AbortController()
    const next = followEvents(store, { signal: controller.signal }).next()
    const reason = new Error('enough')
    setImmediate(() => controller.abort(reason))
    expect(await next.catch((error: unknown) => error)).to.equal(reason)
  })
})
