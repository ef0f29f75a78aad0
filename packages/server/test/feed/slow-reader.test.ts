import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { createWaybill, directorySource, memoryStorage, type NewEvent } from '@waybill/core'
import { expect } from 'chai'
import { afterEach, describe, it } from 'mocha'
import { createServer, type RequestLogEntry } from '../../src/index.js'

/** Far more than the buffers of two loopback sockets take. */
const eventCount = 2000
const padding = 'x'.repeat(20_000)

const event: NewEvent = {
  type: 'app.added',
  at: '2026-01-31T09:00:00.000Z',
  subject: { kind: 'app', id: 'a', name: 'shop' },
  actor: null,
  data: { padding },
}

async function serveManyEvents({ stalledReaderMs }: { readonly stalledReaderMs: number }) {
  const storage = memoryStorage()
  const waybill = await createWaybill({ source: directorySource('.'), storage, worker: false })
  const append = () => storage.events.append(Array.from({ length: eventCount }, () => event))
  await append()
  const read: number[] = []
  const list: typeof waybill.events.list = async query => {
    const page = await waybill.events.list(query)
    read.push(...page.items.map(({ number }) => number))
    return page
  }
  const log: RequestLogEntry[] = []
  const server = createServer({
    waybill: { ...waybill, events: { ...waybill.events, list } },
    waybillVersion: '0',
    port: 0,
    stalledReaderMs,
    onLog: entry => log.push(entry),
  })
  const { url } = await server.listen()
  return {
    port: Number(new URL(url).port),
    /** Numbers of the events that were taken from the store. */
    read,
    log,
    append,
    last: () => waybill.events.list({ limit: 1 }).then(({ last }) => last),
    close: async () => {
      await server.close({ graceMs: 100 })
      await waybill.close()
    },
  }
}

/** Asks for the feed behind a number, and does not read what comes. */
function ask(port: number, after: number): Socket {
  const socket = connect(port, '127.0.0.1')
  socket.write(
    `GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\nLast-Event-ID: ${after}\r\n\r\n`,
  )
  return socket
}

/** Reads until the end, or until `isEnough`: the numbers of the whole events. */
async function readNumbers(socket: Socket, isEnough: (last: number) => boolean): Promise<number[]> {
  let text = ''
  const numbers: number[] = []
  // What was cut off may end with a reset.
  socket.on('error', () => undefined)
  socket.on('data', chunk => {
    const blocks = `${text}${chunk}`.split('\n\n')
    text = blocks.pop() ?? ''
    for (const block of blocks) {
      const number = /^id: (\d+)\ndata: (.*)$/m.exec(block)
      // A chunk of HTTP may begin within: only what is whole counts.
      if (number !== null && !block.includes('bookmark')) numbers.push(Number(number[1]))
    }
    if (isEnough(numbers.at(-1) ?? 0)) socket.destroy()
  })
  socket.resume()
  await once(socket, 'close')
  return numbers
}

describe('a reader of the feed that takes nothing', function () {
  this.timeout(60_000)
  let server: Awaited<ReturnType<typeof serveManyEvents>> | undefined
  afterEach(async () => {
    await server?.close()
    server = undefined
  })

  it('is cut off with little read ahead for it, and goes on where it was', async () => {
    // Long enough that a busy machine does not cut off the reader that does read.
    server = await serveManyEvents({ stalledReaderMs: 1000 })
    const { port, read, log } = server
    const last = await server.last()
    const slow = ask(port, 0)
    slow.pause()
    await untilLogged(log)
    expect(log[0]?.fields).to.include({ status: 200, complete: false })
    expect(Math.max(...read)).to.be.below(eventCount * 0.75)
    const first = await readNumbers(slow, () => false)
    const seen = first.at(-1) ?? 0
    expect(seen).to.be.within(1, eventCount * 0.75)
    const rest = await readNumbers(ask(port, seen), number => number === last)
    expect([...first, ...rest]).to.deep.equal(Array.from({ length: last }, (_, index) => index + 1))
  })

  it('reads what it has missed from the store, once it is behind what is kept for all', async () => {
    server = await serveManyEvents({ stalledReaderMs: 30_000 })
    const { port, append } = server
    const before = await server.last()
    const slow = ask(port, before)
    await once(slow, 'data')
    slow.pause()
    for (let round = 0; round < 3; round++) await append()
    const last = await server.last()
    const numbers = await readNumbers(slow, number => number === last)
    expect(numbers).to.deep.equal(Array.from({ length: last - before }, (_, index) => before + 1 + index))
  })

  it('is left alone while there is nothing for it', async () => {
    server = await serveManyEvents({ stalledReaderMs: 100 })
    const { port, log } = server
    const quiet = ask(port, await server.last())
    const busy = ask(port, 0)
    busy.pause()
    await untilLogged(log)
    expect(log).to.have.length(1)
    expect(quiet.closed).to.equal(false)
    busy.destroy()
    quiet.destroy()
  })
})

async function untilLogged(log: readonly RequestLogEntry[]): Promise<void> {
  while (log.length === 0) await new Promise(resolve => setTimeout(resolve, 10))
}
