import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { serve, type TestServer } from '../serve.js'
import { type MakeContext, makeValue, nastyTexts } from './make-value.js'
import { Random } from './random.js'
import { AnswerCheck, listOperations, type OpenApi, type Operation, resolveRef } from './read-document.js'

/** `npm run fuzz` sends ten thousand; a test run a part of them. */
const requests = Number(process.env.WAYBILL_FUZZ_REQUESTS ?? 400)
const seed = Number(process.env.WAYBILL_FUZZ_SEED ?? Date.now() % 1_000_000)

/** Longer than any of them may take. */
const hangMs = 10_000

interface Sent {
  readonly target: string
  readonly init: RequestInit & { readonly headers: Record<string, string> }
}

describe(`${requests} requests by the document, seed ${seed} (WAYBILL_FUZZ_SEED, WAYBILL_FUZZ_REQUESTS)`, function () {
  this.timeout(Math.max(60_000, requests * 60))
  let server: TestServer
  let document: OpenApi
  let context: MakeContext

  before(async () => {
    server = await serve()
    const { workspaces } = server.waybill
    const made = [
      await workspaces.create({ appSlug: 'shop', name: 'demo' }),
      await workspaces.create({ appSlug: 'blog' }),
    ]
    document = (await (await fetch(`${server.url}/openapi.json`)).json()) as OpenApi
    const [sync] = await server.waybill.catalog.syncs()
    context = {
      random: new Random(seed),
      resolve: ref => resolveRef(document, ref),
      words: [
        ...['shop', 'blog', 'typo', 'demo', 'simulated', 'team-shop', 'web', '1h', '0', '1', '*', 'other'],
        ...made.flatMap(({ id, currentRun }) => [id, currentRun.id]),
        sync?.id ?? '',
      ],
    }
  })
  after(() => server.close())

  it('are all answered in time, as the document says, and none with 500', async () => {
    const operations = listOperations(document)
    const check = new AnswerCheck(document)
    const seen = new Map<string, number>()
    for (let count = 0; count < requests; count += 1) {
      const operation = operations[count % operations.length]
      if (operation === undefined) break
      const sent = makeRequest(operation, context)
      const answer = await send(server.url, sent)
      const fault = answer.status === 500 ? 'status 500' : check.findFault(operation, answer)
      if (fault !== undefined)
        throw new Error(
          `Request ${count} of seed ${seed}: ${fault}\n${sent.target}\n${JSON.stringify(sent.init)}\n${answer.status} ${answer.text.slice(0, 1000)}`,
        )
      const name = `${operation.operationId} ${answer.status < 400 ? 'ok' : 'refused'}`
      seen.set(name, (seen.get(name) ?? 0) + 1)
    }
    // What is refused alone proves nothing: most operations have to have done their work as well.
    const worked = operations.filter(({ operationId }) => seen.has(`${operationId} ok`))
    expect(worked.length / operations.length).to.be.greaterThan(0.4)
    expect((await fetch(`${server.url}/health`)).status).to.equal(200)
  })
})

function makeRequest(operation: Operation, context: MakeContext): Sent {
  const { random, words } = context
  const text = (): string => (random.chance(0.85) ? random.pick(words) : random.pick(nastyTexts))
  const path = operation.path.replace(/\{\w+\}/g, () => encode(text()))
  const query = new URLSearchParams()
  const headers: Record<string, string> = {}
  for (const { in: where, name, schema = {} } of operation.parameters ?? []) {
    if (where === 'path' || !random.chance(0.3)) continue
    const value = makeValue(schema, context)
    if (where === 'header') headers[name] = toHeader(value)
    else for (const one of Array.isArray(value) ? value : [value]) query.append(name, wellFormed(toText(one)))
  }
  if (random.chance(0.05)) query.append(wellFormed(text()), wellFormed(text()))
  if (random.chance(0.2))
    headers.Accept = random.pick([
      '*/*',
      'text/html',
      'text/event-stream',
      'application/x-ndjson',
      'nonsense',
    ])
  const search = query.size === 0 ? '' : `?${query}`
  const body = makeBody(operation, context)
  if (body !== undefined) headers['Content-Type'] = body.type
  return {
    target: `${operation.method} ${path}${search}`,
    init: {
      method: operation.method,
      headers,
      ...(body === undefined ? {} : { body: body.text }),
    },
  }
}

function makeBody(
  { requestBody }: Operation,
  context: MakeContext,
): { readonly type: string; readonly text: string } | undefined {
  const { random } = context
  if (requestBody === undefined || random.chance(0.05)) return undefined
  const type = random.pick(Object.keys(requestBody.content))
  const { schema = {}, examples = {} } = requestBody.content[type] ?? {}
  if (random.chance(0.03))
    return { type: random.pick(['text/html', 'nonsense', 'multipart/form-data']), text: 'x' }
  if (random.chance(0.05))
    return { type, text: random.pick(['{', '[1,', '"', '{"a":1}}', '\ufeff{}', ...nastyTexts]) }
  const example = Object.values(examples)
  const value =
    example.length > 0 && random.chance(0.3) ? random.pick(example).value : makeValue(schema, context)
  return { type, text: JSON.stringify(value) ?? '' }
}

async function send(
  url: string,
  { target, init }: Sent,
): Promise<{ readonly status: number; readonly type: string; readonly text: string }> {
  const signal = AbortSignal.timeout(hangMs)
  const response = await fetch(url + target.slice(target.indexOf(' ') + 1), { ...init, signal })
  const type = response.headers.get('Content-Type') ?? ''
  // A stream has no end: it is enough that it begins.
  if (response.ok && (type === 'text/event-stream' || target.includes('follow=true'))) {
    await response.body?.cancel()
    return { status: response.status, type, text: '' }
  }
  return { status: response.status, type, text: await response.text() }
}

/** A path that no URL parser takes apart. */
function encode(text: string): string {
  const encoded = encodeURIComponent(wellFormed(text))
  return encoded === '' || /^\.+$/.test(encoded) ? `x${encoded}` : encoded
}

function toText(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
}

/** Only what can stand in a header at all. */
function toHeader(value: unknown): string {
  return toText(value).replaceAll(/[^\x20-\x7e]/g, '?')
}

/** Half of a surrogate pair cannot be sent at all. */
function wellFormed(text: string): string {
  return Buffer.from(text).toString()
}
