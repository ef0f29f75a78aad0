import { eventPageSchema, eventSchema, WaybillError } from '@waybill/core'
import { expect } from 'chai'
import { describe, it } from 'mocha'
import { callFor, callForProblem } from '../call.js'
import { serverPerTest, type TestServer, writeApps } from '../serve.js'

/** One event as it arrives. */
interface Told {
  readonly event: string
  readonly id: string
  readonly data: unknown
}

/** Reads server-sent events one after the other. */
class Reader {
  readonly response: Response
  readonly #chunks: AsyncIterator<Uint8Array>
  #text = ''

  constructor(response: Response) {
    this.response = response
    this.#chunks = (response.body ?? new ReadableStream())[Symbol.asyncIterator]()
  }

  /** The next event; undefined when the stream has ended. */
  async next(): Promise<Told | undefined> {
    for (;;) {
      const end = this.#text.indexOf('\n\n')
      if (end !== -1) {
        const block = this.#text.slice(0, end)
        this.#text = this.#text.slice(end + 2)
        const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1] ?? ''
        return { event: field('event'), id: field('id'), data: JSON.parse(field('data') || 'null') }
      }
      const { value, done } = await this.#chunks.next()
      if (done) return undefined
      this.#text += new TextDecoder().decode(value)
    }
  }

  async take(count: number): Promise<Told[]> {
    const told: Told[] = []
    while (told.length < count) {
      const next = await this.next()
      if (next === undefined) throw new Error(`The stream ended after ${told.length} events.`)
      told.push(next)
    }
    return told
  }
}

describe('the change feed', () => {
  const serve = serverPerTest()
  const read = async (server: TestServer, query = '', headers = {}): Promise<Reader> =>
    new Reader(
      await fetch(`${server.url}/api/v1/events${query}`, {
        headers: { Accept: 'text/event-stream', ...headers },
        signal: AbortSignal.timeout(10_000),
      }),
    )
  const addApp = async (server: TestServer, slug: string): Promise<void> => {
    await writeApps(server.directory, { [slug]: { appName: slug, components: [] } })
    await server.waybill.catalog.sync()
  }

  it('is pages that go on after a number', async () => {
    const { url } = await serve()
    const first = await callFor(eventPageSchema, url, 'GET /api/v1/events?limit=2')
    expect(first.items.map(({ number }) => number)).to.deep.equal([1, 2])
    const rest = await callFor(eventPageSchema, url, 'GET /api/v1/events?after=2')
    expect(rest.items[0]?.number).to.equal(3)
    expect(rest.last).to.equal(first.last)
  })

  it('is pages of some types, or about one thing', async () => {
    const { url } = await serve()
    const added = await callFor(eventPageSchema, url, 'GET /api/v1/events?type=app.added,sync.completed')
    expect(new Set(added.items.map(({ type }) => type))).to.deep.equal(
      new Set(['app.added', 'sync.completed']),
    )
    const shop = await callFor(eventPageSchema, url, 'GET /api/v1/events?subject=shop')
    expect(shop.items.map(({ subject }) => subject.name)).to.deep.equal(['shop'])
    const problem = await callForProblem(url, 'GET /api/v1/events?type=app.aded')
    expect(problem.errors?.[0]?.detail).to.match(/did you mean "app.added"/)
  })

  it('streams what is new, beginning with a bookmark', async () => {
    const server = await serve()
    const { last } = await server.waybill.events.list()
    const reader = await read(server)
    expect(reader.response.headers.get('Content-Type')).to.equal('text/event-stream')
    expect(reader.response.headers.get('Cache-Control')).to.equal('no-store')
    const bookmark = { event: 'bookmark', id: String(last), data: { number: last } }
    expect(await reader.next()).to.deep.equal(bookmark)
    await addApp(server, 'new')
    const [told] = await reader.take(1)
    const event = eventSchema.parse(told?.data)
    expect(told?.id).to.equal(String(last + 1))
    expect(event).to.deep.include({ number: last + 1, type: 'app.added' })
  })

  it('goes on behind Last-Event-ID, and behind `after` without one', async () => {
    const server = await serve()
    const numbers = async (query: string, headers: object) =>
      (await (await read(server, query, headers)).take(3)).slice(1).map(({ id }) => id)
    expect(await numbers('', { 'Last-Event-ID': '1' })).to.deep.equal(['2', '3'])
    expect(await numbers('?after=0', {})).to.deep.equal(['1', '2'])
    expect(await numbers('?after=0', { 'Last-Event-ID': '1' })).to.deep.equal(['2', '3'])
  })

  it('tells a reader only what it asked for', async () => {
    const server = await serve()
    const reader = await read(server, '?after=0&subject=new')
    await reader.next()
    await addApp(server, 'other')
    await addApp(server, 'new')
    const [told] = await reader.take(1)
    expect(eventSchema.parse(told?.data).subject.name).to.equal('new')
  })

  it('tells the same to many readers, whenever they come, without a gap', async () => {
    const server = await serve()
    const readers: Reader[] = []
    for (let index = 0; index < 20; index += 1) {
      readers.push(await read(server, `?after=${index % 4}`))
      await addApp(server, `app-${index}`)
    }
    const { last } = await server.waybill.events.list()
    for (const [index, reader] of readers.entries()) {
      const after = index % 4
      const told = await reader.take(1 + last - after)
      expect(told.map(({ id }) => Number(id))).to.deep.equal(
        Array.from({ length: 1 + last - after }, (_, step) => after + step),
      )
    }
  })

  it('ends when the server stops, and the reader goes on with another', async () => {
    const server = await serve()
    const reader = await read(server)
    await reader.next()
    await server.server.close({ graceMs: 2000 })
    expect(await reader.next()).to.equal(undefined)
  })

  it('follows the store once for all readers, and only while somebody reads', async () => {
    let following = 0
    const server = await serve({
      wrap: waybill => ({
        ...waybill,
        events: {
          ...waybill.events,
          async *follow(options) {
            following += 1
            try {
              yield* waybill.events.follow(options)
            } finally {
              following -= 1
            }
          },
        },
      }),
    })
    const stop = new AbortController()
    const responses = await Promise.all(
      Array.from({ length: 5 }, () =>
        fetch(`${server.url}/api/v1/events`, {
          headers: { Accept: 'text/event-stream' },
          signal: stop.signal,
        }),
      ),
    )
    for (const response of responses) await new Reader(response).next()
    expect(following).to.equal(1)
    stop.abort()
    const deadline = performance.now() + 5000
    while (following > 0 && performance.now() < deadline) await new Promise(resolve => setTimeout(resolve, 5))
    expect(following).to.equal(0)
    await (await read(server)).next()
    expect(following).to.equal(1)
  })

  it('answers 410 when what comes after a number is not kept any more', async () => {
    const gone = new WaybillError('EVENTS_GONE', 'Gone.', { details: { first: 9, last: 9 } })
    const server = await serve({
      wrap: waybill => ({
        ...waybill,
        events: {
          ...waybill.events,
          list: query => (query?.after === 1 ? Promise.reject(gone) : waybill.events.list(query)),
        },
      }),
    })
    for (const Accept of ['application/json', 'text/event-stream']) {
      const headers = { Accept, 'Last-Event-ID': '1' }
      const problem = await callForProblem(server.url, 'GET /api/v1/events', { headers })
      expect(problem).to.include({ status: 410, code: 'EVENTS_GONE', first: 9 })
    }
  })

  it('answers 503 while the store cannot be reached, and breaks off what is streamed when it goes', async () => {
    let away = true
    const lost = new WaybillError('STORAGE_UNAVAILABLE', 'Away.')
    const server = await serve({
      wrap: waybill => ({
        ...waybill,
        events: {
          list: query => (away ? Promise.reject(lost) : waybill.events.list(query)),
          async *follow(options) {
            for await (const event of waybill.events.follow(options)) {
              if (away) throw lost
              yield event
            }
          },
        },
      }),
    })
    const headers = { Accept: 'text/event-stream' }
    expect(await callForProblem(server.url, 'GET /api/v1/events', { headers })).to.include({ status: 503 })
    away = false
    const reader = await read(server)
    await reader.next()
    away = true
    await addApp(server, 'new')
    const outcome = await reader.next().catch((error: unknown) => error)
    expect(outcome).to.be.instanceOf(Error)
    away = false
    expect((await (await read(server)).next())?.event).to.equal('bookmark')
  })

  for (const id of ['-1', 'x', '1.5', '9'.repeat(16)])
    it(`refuses Last-Event-ID ${id}`, async () => {
      const { url } = await serve()
      const problem = await callForProblem(url, 'GET /api/v1/events', { headers: { 'Last-Event-ID': id } })
      expect(problem).to.include({ status: 422, code: 'INVALID_INPUT' })
    })
})
