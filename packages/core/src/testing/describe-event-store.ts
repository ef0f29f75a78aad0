import { expect } from 'chai'
import { afterEach, beforeEach, describe, it } from 'mocha'
import { type EventQuery, eventPageSchema } from '../event/event.js'
import type { EventStore } from '../event/event-store.js'
import { makeNewEvent } from './catalog-builders.js'

/** An event store to be tested: empty, and its own. */
export interface EventStoreUnderTest {
  readonly store: EventStore
  close(): Promise<void>
}

/** `rung` resolves when `ring` is called for the first time. */
function makeBell(): { readonly ring: () => void; readonly rung: Promise<void> } {
  let ring: () => void = () => undefined
  const rung = new Promise<void>(resolve => {
    ring = resolve
  })
  return { ring: () => ring(), rung }
}

/** Describes what every `EventStore` does. `makeStore` is called before each test. */
export function describeEventStore(name: string, makeStore: () => Promise<EventStoreUnderTest>): void {
  describe(`${name} as an EventStore`, () => {
    let tested: EventStoreUnderTest
    let store: EventStore

    beforeEach(async () => {
      tested = await makeStore()
      store = tested.store
    })
    afterEach(() => tested.close())

    const page = (after = 0, limit = 100) => store.list({ after, limit })
    const names = async (after = 0, limit = 100) =>
      (await page(after, limit)).items.map(event => event.subject.name)
    const named = (eventName: string) =>
      makeNewEvent({ subject: { kind: 'app', id: 'an id', name: eventName } })

    it('is empty at first, and its last number is 0', async () => {
      expect(await page()).to.deep.equal({ items: [], first: 1, last: 0 })
    })

    it('numbers events from 1 in the order they are appended', async () => {
      await store.append([named('a'), named('b')])
      await store.append([named('c')])
      const { items, last } = await page()
      expect(items.map(event => [event.number, event.subject.name])).to.deep.equal([
        [1, 'a'],
        [2, 'b'],
        [3, 'c'],
      ])
      expect(last).to.equal(3)
    })

    it('gives back what was appended', async () => {
      const event = makeNewEvent({
        type: 'run.status',
        at: '2026-02-03T04:05:06.789Z',
        subject: { kind: 'run', id: 'a run', name: null },
        actor: 'ada@example.com',
        data: { status: 'applied', nested: { list: [1, 'zwei', null, true] }, text: 'é 🚢 "quoted" \\' },
      })
      await store.append([event])
      expect((await page()).items).to.deep.equal([{ ...event, number: 1 }])
    })

    it('gives back pages that fit the schema', async () => {
      await store.append([named('a')])
      const result = await page()
      expect(eventPageSchema.parse(result)).to.deep.equal(result)
    })

    it('appends nothing when given nothing', async () => {
      await store.append([])
      expect((await page()).last).to.equal(0)
    })

    it('lists those after a number, at most the limit, and says the newest number of all', async () => {
      await store.append(['a', 'b', 'c', 'd', 'e'].map(named))
      expect(await names(1, 3)).to.deep.equal(['b', 'c', 'd'])
      expect((await page(1, 3)).last).to.equal(5)
    })

    it('lists nothing after the newest number, nor after one that does not exist yet', async () => {
      await store.append([named('a')])
      expect(await page(1)).to.deep.equal({ items: [], first: 1, last: 1 })
      expect(await page(99)).to.deep.equal({ items: [], first: 1, last: 1 })
    })

    it('lists those of given types, or about what has an id or a name', async () => {
      await store.append([
        makeNewEvent({ type: 'app.added', subject: { kind: 'app', id: 'id-a', name: 'a' } }),
        makeNewEvent({ type: 'app.changed', subject: { kind: 'app', id: 'id-a', name: 'a' } }),
        makeNewEvent({ type: 'run.status', subject: { kind: 'run', id: 'id-r', name: null } }),
      ])
      const numbers = async (query: Partial<EventQuery>) =>
        (await store.list({ after: 0, limit: 100, ...query })).items.map(event => event.number)
      expect(await numbers({ type: ['app.added', 'run.status'] })).to.deep.equal([1, 3])
      expect(await numbers({ type: [] })).to.deep.equal([1, 2, 3])
      expect(await numbers({ subject: 'a' })).to.deep.equal([1, 2])
      expect(await numbers({ subject: 'id-r' })).to.deep.equal([3])
      expect(await numbers({ subject: 'a', type: ['app.changed'], after: 1 })).to.deep.equal([2])
      expect(await numbers({ subject: 'a', limit: 1 })).to.deep.equal([1])
    })

    it('leaves no gap when many append at once, and keeps what is appended together in one piece', async () => {
      const batches = Array.from({ length: 20 }, (_, index) => [`${index}`, `${index}`, `${index}`])
      await Promise.all(batches.map(batch => store.append(batch.map(named))))
      const { items, last } = await page()
      expect(last).to.equal(60)
      expect(items.map(event => event.number)).to.deep.equal(
        Array.from({ length: 60 }, (_, index) => index + 1),
      )
      for (let index = 0; index < 60; index += 3) {
        const batch = items.slice(index, index + 3).map(event => event.subject.name)
        expect(new Set(batch).size, `events ${index + 1} to ${index + 3}`).to.equal(1)
      }
    })

    it('appends 2,000 events at once', async () => {
      await store.append(Array.from({ length: 2000 }, (_, index) => named(`app ${index}`)))
      expect(await names(1998)).to.deep.equal(['app 1998', 'app 1999'])
    })

    it('calls every subscriber back after an append, when the events can be read', async () => {
      const seen = await Promise.all(
        [1, 2].map(async () => {
          const bell = makeBell()
          return { rung: bell.rung, unsubscribe: await store.subscribe(bell.ring) }
        }),
      )
      await store.append([named('a')])
      for (const { rung } of seen) await rung
      expect(await names()).to.deep.equal(['a'])
      for (const { unsubscribe } of seen) await unsubscribe()
    })

    it('calls back again for later appends', async () => {
      let wake: () => void = () => undefined
      const unsubscribe = await store.subscribe(() => wake())
      for (const eventName of ['a', 'b']) {
        const bell = makeBell()
        wake = bell.ring
        await store.append([named(eventName)])
        await bell.rung
      }
      await unsubscribe()
    })

    it('calls back no more after the subscription has ended, which may be said twice', async () => {
      let calls = 0
      const unsubscribe = await store.subscribe(() => {
        calls += 1
      })
      await unsubscribe()
      await unsubscribe()
      const bell = makeBell()
      const unsubscribeOther = await store.subscribe(bell.ring)
      await store.append([named('a')])
      await bell.rung
      expect(calls).to.equal(0)
      await unsubscribeOther()
    })
  })
}
