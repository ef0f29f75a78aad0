import {
  createServer as createHttpServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo } from 'node:net'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { Event, LogLine } from '@waybill/core'
import { expectCode } from '@waybill/core/testing'
import { expect } from 'chai'
import { afterEach, describe, it } from 'mocha'
import { createClient } from '../src/index.js'

/** What a scripted server does with the requests that come, one after the other; the last one for all further ones. */
type Step = (request: IncomingMessage, response: ServerResponse) => void

interface Script {
  readonly url: string
  /** Requests so far. */
  readonly seen: readonly IncomingMessage[]
}

const open: Server[] = []

async function play(...steps: readonly Step[]): Promise<Script> {
  const seen: IncomingMessage[] = []
  const server = createHttpServer((request, response) => {
    seen.push(request)
    steps[Math.min(seen.length, steps.length) - 1]?.(request, response)
  })
  open.push(server)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, seen }
}

const json =
  (body: unknown, status = 200, headers: Record<string, string> = {}): Step =>
  (_request, response) =>
    response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(JSON.stringify(body))

const problem = (code: string, status: number, headers: Record<string, string> = {}): Step =>
  json({ code, detail: `It is ${code}.`, status, title: code }, status, {
    'Content-Type': 'application/problem+json',
    ...headers,
  })

const hangUp: Step = request => request.socket.destroy()

/** Server-sent events, then the end of the connection: a clean one, or a cut. */
const stream =
  (text: string, end: 'clean' | 'cut' | 'never' = 'clean'): Step =>
  (request, response) => {
    response.writeHead(200, { 'Content-Type': 'text/event-stream' })
    response.write(text, () => {
      if (end === 'clean') response.end()
      if (end === 'cut') request.socket.destroy()
    })
  }

const version = { number: 7, changedAt: '2026-01-02T03:04:05.678Z' }

const event = (number: number): Event => ({
  number,
  type: 'app.added',
  at: '2026-01-02T03:04:05.678Z',
  subject: { kind: 'app', id: 'a', name: 'a' },
  actor: null,
  data: {},
})
const told = (number: number) => `id: ${number}\ndata: ${JSON.stringify(event(number))}\n\n`

const logLine = (offset: number): LogLine => ({
  offset,
  next: offset + 10,
  at: null,
  level: 'info',
  message: `at ${offset}`,
  type: null,
})
const toldLine = (offset: number) => `id: ${offset + 10}\ndata: ${JSON.stringify(logLine(offset))}\n\n`
const runId = '0193c7a0-0000-7000-8000-000000000000' as Parameters<
  ReturnType<typeof createClient>['runs']['follow']
>[0]

/** What nothing holds is collected; three times, with turns between, for what finalizers let go of. */
async function collectGarbage(): Promise<void> {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  for (let round = 0; round < 3; round += 1) {
    collect()
    await new Promise(resolve => setImmediate(resolve))
  }
}

describe('the client and what goes wrong between it and the server', () => {
  afterEach(() => {
    for (const server of open.splice(0)) {
      server.closeAllConnections()
      server.close()
    }
  })

  it('asks again when the connection broke or a proxy found nobody', async () => {
    const { url, seen } = await play(hangUp, json({}, 502), json(version))
    expect(await createClient({ url }).catalog.version()).to.deep.equal(version)
    expect(seen).to.have.length(3)
  })

  it('keeps to Retry-After', async () => {
    const { url } = await play(problem('STORAGE_UNAVAILABLE', 503, { 'Retry-After': '1' }), json(version))
    const startedAt = performance.now()
    await createClient({ url }).catalog.version()
    expect(performance.now() - startedAt).to.be.at.least(950)
  })

  it('repeats a POST with the same key', async () => {
    const { url, seen } = await play(hangUp, problem('SYNC_CONFLICT', 409))
    await expectCode(createClient({ url }).catalog.sync(), 'SYNC_CONFLICT')
    const keys = seen.map(({ headers }) => headers['idempotency-key'])
    expect(keys).to.have.length(2)
    expect(keys[0]).to.match(/^[\da-f-]{36}$/)
    expect(keys[1]).to.equal(keys[0])
  })

  it('does not repeat what may be done twice by that', async () => {
    const { url, seen } = await play(hangUp)
    await expectCode(createClient({ url }).workspaces.patch('demo', { ttl: '1h' }), 'SERVER_UNAVAILABLE')
    expect(seen).to.have.length(1)
  })

  it('does not ask again what waiting does not mend', async () => {
    const { url, seen } = await play(problem('SOURCE_UNAVAILABLE', 503, { 'Retry-After': '5' }))
    await expectCode(createClient({ url }).catalog.sync(), 'SOURCE_UNAVAILABLE')
    expect(seen).to.have.length(1)
  })

  it('gives up on a server that does not answer, and says so', async () => {
    const { url } = await play(() => undefined)
    const error = await expectCode(
      createClient({ url, timeoutMs: 50, retries: 1 }).catalog.version(),
      'SERVER_UNAVAILABLE',
    )
    expect(error.message).to.include(url).and.to.include('in time')
  })

  it('says that nobody is there', async () => {
    const { url } = await play(hangUp)
    await new Promise(resolve => open.pop()?.close(resolve))
    for (const address of [url, url.replace('127.0.0.1', 'localhost')]) {
      const client = createClient({ url: address, retries: 0 })
      const error = await expectCode(client.catalog.version(), 'SERVER_UNAVAILABLE')
      expect(error.message).to.match(/cannot be reached: .*ECONNREFUSED.*\.$/)
    }
  })

  const strange: readonly { readonly title: string; readonly step: Step }[] = [
    { title: 'a page', step: (_request, response) => response.end('<html>Hello</html>') },
    { title: 'other JSON', step: json({ hello: 'world' }) },
    { title: 'an error without a problem document', step: json({ error: 'no' }, 404) },
    { title: 'a code that it does not know', step: problem('TEAPOT', 418) },
    { title: 'half a document', step: json({}, 404, { 'Content-Type': 'application/problem+json' }) },
  ]
  for (const { title, step } of strange)
    it(`says that it does not understand ${title}`, async () => {
      const { url } = await play(step)
      const error = await expectCode(createClient({ url }).catalog.version(), 'UNEXPECTED_ANSWER')
      expect(error.hint).to.be.a('string')
    })

  it('gives on code, hint, findings and details of the server', async () => {
    const { url } = await play(
      json(
        {
          type: 'urn:waybill:problem:APP_NOT_FOUND',
          title: 'App not found',
          status: 404,
          instance: '/x',
          requestId: 'r',
          code: 'APP_NOT_FOUND',
          detail: 'There is no app "x".',
          hint: 'Did you mean "y"?',
          errors: [{ pointer: '/appSlug', detail: 'no such app' }],
          suggestions: ['y'],
        },
        404,
        { 'Content-Type': 'application/problem+json' },
      ),
    )
    const error = await expectCode(createClient({ url }).catalog.get('x'), 'APP_NOT_FOUND')
    expect(error).to.include({ message: 'There is no app "x".', hint: 'Did you mean "y"?' })
    expect(error.issues).to.deep.equal([{ pointer: '/appSlug', detail: 'no such app' }])
    expect(error.details).to.deep.equal({ suggestions: ['y'] })
  })

  it('sends its token, and shows it in no error', async () => {
    const { url, seen } = await play(json(version), hangUp)
    const client = createClient({ url, token: 'wb_secret', retries: 0 })
    await client.catalog.version()
    expect(seen[0]?.headers.authorization).to.equal('Bearer wb_secret')
    const error = await expectCode(client.catalog.version(), 'SERVER_UNAVAILABLE')
    expect(`${error.message} ${JSON.stringify(error.details)}`).not.to.include('secret')
  })

  it('keeps a path before the API', async () => {
    const { url, seen } = await play(json(version))
    await createClient({ url: `${url}/waybill` }).catalog.version()
    expect(seen[0]?.url).to.equal('/waybill/api/v1/catalog-version')
  })

  it('refuses what is no address', () => {
    for (const url of ['', 'localhost:8000', 'ftp://x', 'http//x'])
      expect(() => createClient({ url })).to.throw(/is no address of a server/)
  })

  it('follows a log over every break, without a gap and without a line twice', async () => {
    const { url, seen } = await play(
      stream(toldLine(0) + toldLine(10).slice(0, -5), 'cut'),
      hangUp,
      stream(toldLine(10)),
      stream(`${toldLine(20)}event: end\ndata: {"status":"applied"}\n\n`),
    )
    const lines: LogLine[] = []
    for await (const line of createClient({ url, retries: 0 }).runs.follow(runId)) lines.push(line)
    expect(lines).to.deep.equal([logLine(0), logLine(10), logLine(20)])
    expect(seen.map(request => request.url?.split('?')[1])).to.deep.equal([
      'offset=0',
      'offset=10',
      'offset=10',
      'offset=20',
    ])
  })

  it('has nothing to follow of a log that is read to its end', async () => {
    const { url } = await play((_request, response) => response.writeHead(204).end())
    for await (const line of createClient({ url }).runs.follow(runId, { offset: 5 }))
      expect.fail(line.message)
  })

  it('follows the change feed over every break, from the first bookmark on', async () => {
    const { url, seen } = await play(
      stream('event: bookmark\nid: 41\ndata: {"number":41}\n\n', 'cut'),
      stream(`: still here\n\n${told(42)}`, 'cut'),
      stream(told(43), 'never'),
    )
    const numbers: number[] = []
    for await (const { number } of createClient({ url }).events.follow()) {
      numbers.push(number)
      if (number === 43) break
    }
    expect(numbers).to.deep.equal([42, 43])
    expect(seen.map(request => request.url)).to.deep.equal([
      '/api/v1/events',
      '/api/v1/events?after=41',
      '/api/v1/events?after=42',
    ])
  })

  it('gives up a connection in which nothing arrives, not even a heartbeat', async () => {
    const { url, seen } = await play(stream(told(1), 'never'), stream(told(2), 'never'))
    const numbers: number[] = []
    for await (const { number } of createClient({ url, silenceMs: 100 }).events.follow({ after: 0 })) {
      numbers.push(number)
      if (number === 2) break
    }
    expect(numbers).to.deep.equal([1, 2])
    expect(seen).to.have.length(2)
  })

  it('does not follow what is not kept any more', async () => {
    const { url } = await play(problem('EVENTS_GONE', 410))
    await expectCode(
      createClient({ url }).events.follow({ after: 1 })[Symbol.asyncIterator]().next(),
      'EVENTS_GONE',
    )
  })

  it('gives up following when the server stays away', async () => {
    const { url } = await play(stream(told(1), 'cut'), hangUp)
    const events = createClient({ url, retries: 0, reconnectForMs: 200 }).events.follow({ after: 0 })
    await expectCode(
      (async () => {
        for await (const { number } of events) expect(number).to.equal(1)
      })(),
      'SERVER_UNAVAILABLE',
    )
  })

  const ends: readonly {
    readonly title: string
    readonly end: (client: ReturnType<typeof createClient>, stop: AbortController) => Promise<void> | void
  }[] = [
    { title: 'is closed', end: client => client.close() },
    { title: 'is told to stop', end: (_client, stop) => stop.abort(new Error('Stopped.')) },
  ]
  for (const { title, end } of ends)
    it(`leaves no connection open when it follows and ${title}, whatever was collected meanwhile`, async () => {
      const { url, seen } = await play(stream(told(1), 'never'))
      const stop = new AbortController()
      const client = createClient({ url })
      const events = client.events.follow({ after: 0, signal: stop.signal })[Symbol.asyncIterator]()
      await events.next()
      const waiting = events.next().catch((error: unknown) => error)
      await collectGarbage()
      const hungUp = new Promise(resolve => seen[0]?.socket.once('close', resolve))
      await end(client, stop)
      expect(await waiting).to.be.instanceOf(Error)
      await hungUp
    })

  it('lets go of everything when it is closed', async () => {
    const { url } = await play(stream(told(1), 'never'))
    const client = createClient({ url })
    const events = client.events.follow({ after: 0 })[Symbol.asyncIterator]()
    await events.next()
    const waiting = expectCode(events.next(), 'CLOSED')
    await client.close()
    await client.close()
    await waiting
    await expectCode(client.catalog.version(), 'CLOSED')
  })
})
