import { expect } from 'chai'
import { describe, it } from 'mocha'
import type { Event } from '../../event/event.js'
import type { FollowEventsOptions } from '../../event/follow-events.js'
import type { WaybillSubject } from './use-waybill.js'

/** What a caller sees of the change feed. */
export function describeEventsApi(subject: WaybillSubject): void {
  const take = async (count: number, options: FollowEventsOptions): Promise<Event[]> => {
    const events: Event[] = []
    for await (const event of subject.waybill.events.follow(options)) {
      events.push(event)
      if (events.length === count) break
    }
    return events
  }

  describe('events', () => {
    it('are listed after a number', async () => {
      const { items, first, last } = await subject.waybill.events.list()
      expect(items.map(({ number }) => number)).to.deep.equal(items.map((_, index) => index + 1))
      expect({ first, last }).to.deep.equal({ first: 1, last: items.length })
      const rest = await subject.waybill.events.list({ after: 2, limit: 1 })
      expect(rest).to.deep.equal({ items: [items[2]], first, last })
    })

    it('are listed by type and subject', async () => {
      const { items } = await subject.waybill.events.list({ type: ['app.added'], subject: 'shop' })
      expect(items.map(({ type, subject: { name } }) => [type, name])).to.deep.equal([['app.added', 'shop']])
    })

    it('are followed from a number on, what was and what comes', async () => {
      const { last } = await subject.waybill.events.list()
      const following = take(last + 1, { after: 0 })
      await subject.writeApp('new', { appName: 'New', components: [] })
      await subject.waybill.catalog.sync()
      const { items } = await subject.waybill.events.list()
      expect(await following).to.deep.equal(items.slice(0, last + 1))
    })

    it('are followed from now on', async () => {
      const stop = new AbortController()
      const seen: Event[] = []
      const following = (async () => {
        for await (const event of subject.waybill.events.follow({ signal: stop.signal })) {
          seen.push(event)
          if (event.subject.name === 'last') return
        }
      })()
      const { last } = await subject.waybill.events.list()
      // Whenever it has begun: what is written again and again is seen at last, and nothing from before.
      for (let round = 0; seen.length === 0; round += 1) {
        await subject.writeApp('new', { appName: `New ${round}`, components: [] })
        await subject.waybill.catalog.sync()
      }
      await subject.writeApp('last', { appName: 'Last', components: [] })
      await subject.waybill.catalog.sync()
      await following
      const [first] = seen
      expect(first?.number).to.be.greaterThan(last)
      expect(seen.map(({ number }) => number)).to.deep.equal(
        seen.map((_, index) => (first?.number ?? 0) + index),
      )
    })

    it('are followed no more when the signal aborts', async () => {
      const reason = new Error('enough')
      const stop = new AbortController()
      const following = take(Number.POSITIVE_INFINITY, { signal: stop.signal })
      setImmediate(() => stop.abort(reason))
      expect(await following.catch((error: unknown) => error)).to.equal(reason)
    })
  })
}
