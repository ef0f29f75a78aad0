import { type LogLine, logLineSchema, type Run, type Waybill } from '@waybill/core'
import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { call } from '../call.js'
import { type Deferred, defer } from '../deferred.js'
import { serve, serverPerTest, type TestServer } from '../serve.js'
import { until } from '../until.js'

describe('log of a run that has ended', () => {
  let server: TestServer
  let run: Run
  before(async () => {
    server = await serve()
    const { currentRun } = await server.waybill.workspaces.create({ appSlug: 'shop' })
    run = await until(
      () => server.waybill.runs.get(currentRun.id),
      ({ endedAt }) => endedAt !== null,
    )
  })
  after(() => server.close())

  const read = (accept: string, query = '', headers = {}) =>
    call(server.url, `GET /api/v1/runs/${run.id}/log${query}`, { headers: { Accept: accept, ...headers } })
  const toLines = (text: string) => text.trimEnd().split('\n')

  it('is text by default, a message per line', async () => {
    const { text, headers } = await read('*/*')
    expect(headers.get('Content-Type')).to.equal('text/plain; charset=utf-8')
    expect(text).to.match(/simulated/i)
    expect(toLines(text)[0]).not.to.match(/^\{/)
  })

  it('is the lines as JSON, each going on where the one before ended', async () => {
    const { text } = await read('application/x-ndjson')
    const lines = toLines(text).map(line => logLineSchema.parse(JSON.parse(line)))
    expect(lines[0]?.offset).to.equal(0)
    for (const [index, line] of lines.entries()) expect(line.offset).to.equal(lines[index - 1]?.next ?? 0)
    expect(lines.at(-1)?.next).to.equal(run.logSize)
  })

  it('begins at an offset', async () => {
    const [first, ...others] = toLines((await read('application/x-ndjson')).text)
    const { next } = logLineSchema.parse(JSON.parse(first ?? ''))
    const rest = await read('application/x-ndjson', `?offset=${next}`)
    expect(toLines(rest.text)).to.deep.equal(others)
    expect((await read('text/plain', `?offset=${run.logSize}`)).text).to.equal('')
  })

  it('ends by itself when it is followed', async () => {
    expect((await read('text/plain', '?follow=true')).text).to.equal((await read('text/plain')).text)
  })

  it('is server-sent events, whose ids are offsets to go on from, with the status at the end', async () => {
    const { text, headers } = await read('text/event-stream')
    expect(headers.get('Cache-Control')).to.equal('no-store')
    const events = text.trimEnd().split('\n\n')
    expect(events[0]).to.equal('retry: 2000')
    const [id, data] = events[1]?.split('\n') ?? []
    const line = logLineSchema.parse(JSON.parse(data?.replace('data: ', '') ?? ''))
    expect(id).to.equal(`id: ${line.next}`)
    expect(events.at(-1)).to.equal('event: end\ndata: {"status":"applied"}')
    const rest = await read('text/event-stream', '', { 'Last-Event-ID': String(line.next) })
    expect(rest.text).not.to.contain(events[1])
    expect(rest.text).to.contain(events[2])
  })

  it('is 204 for an EventSource that has seen it all, which makes it stop asking', async () => {
    const answer = await read('text/event-stream', '', { 'Last-Event-ID': String(run.logSize) })
    expect(answer.status).to.equal(204)
  })

  it('refuses an id that is no offset', async () => {
    expect((await read('text/event-stream', '', { 'Last-Event-ID': 'abc' })).status).to.equal(422)
  })
})

/** A Waybill one of whose runs goes on until the test says so, or until nobody follows it. */
function endless(waybill: Waybill, control: { go: Deferred; left: Deferred }): Waybill {
  const line = (offset: number): LogLine => ({
    offset,
    next: offset + 1,
    at: null,
    level: 'info',
    message: `line ${offset}`,
    type: null,
  })
  async function* follow(_id: unknown, options: { signal?: AbortSignal } = {}): AsyncGenerator<LogLine> {
    yield line(0)
    const left = new Promise<void>(resolve => options.signal?.addEventListener('abort', () => resolve()))
    await Promise.race([left, control.go.promise])
    if (options.signal?.aborted) return control.left.resolve()
    yield line(1)
  }
  const get: Waybill['runs']['get'] = async id => ({ ...(await waybill.runs.get(id)), endedAt: null })
  return Object.create(waybill, {
    runs: { value: Object.create(waybill.runs, { follow: { value: follow }, get: { value: get } }) },
  })
}

describe('log of a run that goes on', () => {
  const types = ['text/plain', 'application/x-ndjson', 'text/event-stream']
  const serveOne = serverPerTest()

  async function follow(type: string, options: { readonly signal?: AbortSignal } = {}) {
    const control = { go: defer(), left: defer() }
    const server = await serveOne({ wrap: waybill => endless(waybill, control) })
    const { currentRun } = await server.waybill.workspaces.create({ appSlug: 'shop' })
    const response = await fetch(`${server.url}/api/v1/runs/${currentRun.id}/log?follow=true`, {
      headers: { Accept: type },
      ...options,
    })
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
    const read = async () => (await reader?.read())?.value
    return { control, server, read }
  }

  for (const type of types) {
    it(`comes line by line as ${type}, and ends with the run`, async () => {
      const { control, read } = await follow(type)
      let seen = ''
      while (!seen.includes('line 0')) seen += await read()
      control.go.resolve()
      for (let more = await read(); more !== undefined; more = await read()) seen += more
      expect(seen).to.contain('line 1')
    })

    it(`lets go of the run as ${type} when the client has gone`, async () => {
      const client = new AbortController()
      const { control, server, read } = await follow(type, { signal: client.signal })
      await read()
      client.abort()
      await control.left.promise
      expect(server.log.at(-1)?.level).to.equal('warn')
      expect(server.log.at(-1)?.fields.complete).to.equal(false)
    })

    it(`ends as ${type} without an end of the run when the server stops`, async () => {
      const { control, server, read } = await follow(type)
      await read()
      await server.server.close()
      await control.left.promise
      let rest = ''
      for (let more = await read(); more !== undefined; more = await read()) rest += more
      expect(rest).not.to.contain('event: end')
    })
  }

  it('begins at once, also when the first line is far', async () => {
    const silent = defer()
    async function* follow(): AsyncGenerator<LogLine> {
      await silent.promise
      yield* []
    }
    const server = await serveOne({ wrap: waybill => following(waybill, follow) })
    const { currentRun } = await server.waybill.workspaces.create({ appSlug: 'shop' })
    const response = await fetch(`${server.url}/api/v1/runs/${currentRun.id}/log?follow=true`)
    expect(response.status).to.equal(200)
    silent.resolve()
    expect(await response.text()).to.equal('')
  })

  it('breaks off when the log cannot be read any more, and tells that to the log', async () => {
    const failure = new Error('away')
    async function* follow(): AsyncGenerator<LogLine> {
      yield await Promise.reject(failure)
    }
    const server = await serveOne({ debug: true, wrap: waybill => following(waybill, follow) })
    const { currentRun } = await server.waybill.workspaces.create({ appSlug: 'shop' })
    const response = await fetch(`${server.url}/api/v1/runs/${currentRun.id}/log?follow=true`)
    const read = await response.text().catch((error: Error) => error.message)
    expect(read).to.equal('terminated')
    expect(server.log.at(-1)?.fields).to.include({ complete: false, err: failure })
  })
})

/** A Waybill whose runs are followed by `follow`. */
function following(waybill: Waybill, follow: () => AsyncIterable<LogLine>): Waybill {
  const runs = Object.create(waybill.runs, { follow: { value: follow } })
  return Object.create(waybill, { runs: { value: runs } })
}
