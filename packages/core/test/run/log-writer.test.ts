import { expect } from 'chai'
import { describe, it } from 'mocha'
import { WaybillError } from '../../src/error/waybill-error.js'
import { newId, type RunId } from '../../src/id/ids.js'
import { LogWriter } from '../../src/run/log-writer.js'
import type { RunStore } from '../../src/run/run-store.js'
import { rejection, until } from '../../src/testing/until.js'

interface Write {
  readonly offset: number
  readonly text: string
}

/** A writer to a store that refuses write number n with `refuse(n)`. */
function makeWriter(refuse: (write: number) => Error | undefined = () => undefined) {
  const writes: Write[] = []
  const lost = new AbortController()
  let calls = 0
  let now = 0
  let most = 0
  let stored = 0
  const appendLog: RunStore['appendLog'] = async (_id, { offset, bytes }) => {
    calls += 1
    now += 1
    most = Math.max(most, now)
    await Promise.resolve()
    now -= 1
    const error = refuse(calls)
    if (error !== undefined) throw error
    writes.push({ offset, text: new TextDecoder().decode(bytes) })
  }
  const writer = new LogWriter({
    store: { appendLog } as RunStore,
    runId: newId<RunId>(),
    fence: 1,
    offset: 100,
    lost: lost.signal,
    onStored: () => {
      stored += 1
    },
  })
  return { writer, writes, lost, mostAtOnce: () => most, timesStored: () => stored }
}

const bytesOf = (text: string) => new TextEncoder().encode(text)

describe('LogWriter', () => {
  it('writes what it is given by itself, in one piece, from where the log ended', async () => {
    const { writer, writes, timesStored } = makeWriter()
    writer.write(100, bytesOf('a\n'))
    writer.write(102, bytesOf('b\n'))
    await until(() => timesStored() === 1, 'the write')
    expect(writes).to.deep.equal([{ offset: 100, text: 'a\nb\n' }])
  })

  it('writes at once what has become much, in pieces of 256 KiB, one after the other', async () => {
    const { writer, writes, mostAtOnce } = makeWriter()
    writer.write(100, bytesOf('x'.repeat(600 * 1024)))
    await writer.flush()
    expect(writes.map(({ text }) => text.length)).to.deep.equal([256 * 1024, 256 * 1024, 88 * 1024])
    expect(writes.map(({ offset }) => offset - 100)).to.deep.equal([0, 256 * 1024, 512 * 1024])
    expect(mostAtOnce()).to.equal(1)
  })

  it('flushes everything, also what comes while it writes', async () => {
    const { writer, writes } = makeWriter()
    writer.write(100, bytesOf('a'))
    const flushed = writer.flush()
    writer.append(bytesOf('b'))
    await flushed
    await writer.flush()
    expect(writes.map(({ text }) => text).join('')).to.equal('ab')
  })

  it('leaves out what it was given already', async () => {
    const { writer, writes } = makeWriter()
    writer.write(98, bytesOf('..ab'))
    writer.write(101, bytesOf('bc'))
    writer.write(100, bytesOf('a'))
    await writer.flush()
    expect(writes).to.deep.equal([{ offset: 100, text: 'abc' }])
  })

  it('writes again, the same, while the storage is away', async () => {
    const away = new WaybillError('STORAGE_UNAVAILABLE', 'It is away.')
    const { writer, writes } = makeWriter(write => (write < 3 ? away : undefined))
    writer.write(100, bytesOf('a'))
    const flushed = writer.flush()
    writer.append(bytesOf('b'))
    await flushed
    expect(writes).to.deep.equal([
      { offset: 100, text: 'a' },
      { offset: 101, text: 'b' },
    ])
  })

  it('gives up when its run is lost, and says so to whoever waits', async () => {
    const away = new WaybillError('STORAGE_UNAVAILABLE', 'It is away.')
    const { writer, lost } = makeWriter(() => away)
    const reason = new Error('lost')
    writer.write(100, bytesOf('a'))
    const flushed = rejection(writer.flush())
    lost.abort(reason)
    expect(await flushed).to.equal(reason)
    writer.append(bytesOf('b'))
    expect(await rejection(writer.flush())).to.equal(reason)
  })

  it('stops at the first refusal', async () => {
    const stale = new WaybillError('STALE_ATTEMPT', 'Another attempt has it.')
    const { writer, writes } = makeWriter(() => stale)
    writer.write(100, bytesOf('a'))
    expect(await rejection(writer.flush())).to.equal(stale)
    expect(writes).to.deep.equal([])
  })

  it('refuses a gap', async () => {
    const { writer } = makeWriter()
    writer.write(101, bytesOf('b'))
    expect(String(await rejection(writer.flush()))).to.include('gap')
  })

  it('has nothing to flush at first', async () => {
    await makeWriter().writer.flush()
  })
})
