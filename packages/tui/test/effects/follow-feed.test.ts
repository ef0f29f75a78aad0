import { type Waybill, WaybillError } from '@waybill/core'
import { expect } from 'chai'
import { describe, it } from 'mocha'
import type { Load } from '../../src/data/load.js'
import { followFeed } from '../../src/effects/follow-feed.js'
import type { Message } from '../../src/state/message.js'
import { makeEvent } from '../support/make-things.js'

/** A feed whose connections end as they are told to, one after the other; the last one stays. */
function feedOf(connections: readonly (Error | number)[]): Pick<Waybill, 'events'> {
  let next = 0
  return {
    events: {
      list: async () => ({ items: [], last: 0, nextAfter: null }),
      async *follow({ signal }: { readonly signal: AbortSignal }) {
        const connection = connections[next]
        next += 1
        if (connection instanceof Error) throw connection
        if (connection !== undefined) yield makeEvent(connection)
        signal.throwIfAborted()
        await new Promise((_, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason))
        })
      },
    },
  } as unknown as Pick<Waybill, 'events'>
}

/** What following tells, until a number of links was told. */
async function told(
  feed: Pick<Waybill, 'events'>,
  links: number,
): Promise<{
  readonly statuses: readonly string[]
  readonly messages: readonly Message[]
  readonly loads: number
}> {
  const ending = new AbortController()
  const messages: Message[] = []
  let loads = 0
  const statuses = (): string[] =>
    messages.flatMap(message =>
      message.type === 'linked'
        ? [message.link.status === 'lost' && message.link.refused ? 'refused' : message.link.status]
        : [],
    )
  await followFeed(feed as Waybill, {
    dispatch: message => {
      messages.push(message)
      if (statuses().length >= links) ending.abort()
    },
    load: async (asked: readonly Load[]) => {
      loads += asked.length
    },
    openPlaces: () => [{ place: 'apps/shop', ids: ['shop'] }],
    now: () => 1000,
    signal: ending.signal,
  })
  return { statuses: statuses(), messages, loads }
}

describe('following the feed', () => {
  const lost = new WaybillError('SERVER_UNAVAILABLE', 'The server cannot be reached.')
  const refused = new WaybillError('UNAUTHENTICATED', 'The token was revoked.')
  const cases = [
    { name: 'is live when all is read', connections: [1], expected: ['live'] },
    {
      name: 'says that it is lost, and is live again',
      connections: [lost, 1],
      expected: ['live', 'lost', 'live'],
    },
    { name: 'tells a refusal from a loss', connections: [refused], expected: ['live', 'refused'] },
  ] as const
  for (const { name, connections, expected } of cases) {
    it(name, async () => {
      expect((await told(feedOf(connections), expected.length)).statuses).to.deep.equal(expected)
    })
  }

  it('reads everything anew after a loss, what is open too', async () => {
    const once = await told(feedOf([]), 1)
    const twice = await told(feedOf([lost]), 3)
    expect(twice.loads).to.equal(2 * once.loads)
  })

  it('says why', async () => {
    const { messages } = await told(feedOf([refused]), 2)
    const last = messages.at(-1)
    expect(last?.type === 'linked' && last.link.status === 'lost' ? last.link.message : '').to.equal(
      'The token was revoked.',
    )
  })
})
