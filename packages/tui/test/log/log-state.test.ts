import type { LogLine } from '@waybill/core'
import { expect } from 'chai'
import { describe, it } from 'mocha'
import {
  findInWindow,
  type LogState,
  maxLogLines,
  neededPage,
  openLog,
  scrollLog,
  takeLines,
  takePage,
} from '../../src/log/log-state.js'

const width = 10
/** Lines of ten bytes, from one number on. */
function lines(from: number, count: number): LogLine[] {
  return Array.from({ length: count }, (_, at) => ({
    offset: (from + at) * width,
    next: (from + at + 1) * width,
    at: null,
    level: (from + at) % 1000 === 7 ? 'error' : 'info',
    message: `line ${from + at}`,
    type: null,
  }))
}
const page = (from: number, count: number, size: number) => ({
  from: from * width,
  to: (from + count) * width,
  size: size * width,
  lines: lines(from, count),
})
const numbers = ({ lines: [first], lines: held }: LogState) => [
  first?.message,
  held.at(-1)?.message,
  held.length,
]
const opened = (from: number, count: number, size: number): LogState =>
  takePage(openLog('run'), page(from, count, size))

describe('window over a log', () => {
  const cases: readonly { name: string; log: () => LogState; expected: readonly unknown[] }[] = [
    {
      name: 'takes the first page',
      log: () => opened(900, 100, 1000),
      expected: ['line 900', 'line 999', 100],
    },
    {
      name: 'joins the page behind it',
      log: () => takePage(opened(0, 100, 1000), page(100, 100, 1000)),
      expected: ['line 0', 'line 199', 200],
    },
    {
      name: 'joins the page before it',
      log: () => takePage(opened(900, 100, 1000), page(800, 100, 1000)),
      expected: ['line 800', 'line 999', 200],
    },
    {
      name: 'goes to a page that does not touch it',
      log: () => takePage(opened(900, 100, 1000), page(0, 100, 1000)),
      expected: ['line 0', 'line 99', 100],
    },
    {
      name: 'lets go of its beginning when it grows at the end',
      log: () => takeLines(opened(0, maxLogLines, maxLogLines), lines(maxLogLines, 50)),
      expected: ['line 50', `line ${maxLogLines + 49}`, maxLogLines],
    },
    {
      name: 'lets go of its end when it grows at the beginning',
      log: () => takePage(opened(100, maxLogLines, 9000), page(0, 100, 9000)),
      expected: ['line 0', `line ${maxLogLines - 1}`, maxLogLines],
    },
    {
      name: 'only counts lines that do not touch it',
      log: () => takeLines(opened(0, 100, 1000), lines(1000, 10)),
      expected: ['line 0', 'line 99', 100],
    },
    {
      name: 'takes what comes twice once',
      log: () => takeLines(opened(0, 100, 100), lines(90, 20)),
      expected: ['line 0', 'line 109', 110],
    },
    {
      name: 'keeps what somebody looks at while it is full and more comes',
      log: () =>
        takeLines(scrollLog(opened(0, maxLogLines, maxLogLines), -maxLogLines, 20), lines(maxLogLines, 50)),
      expected: ['line 0', `line ${maxLogLines - 1}`, maxLogLines],
    },
  ]
  for (const { name, log, expected } of cases) it(name, () => expect(numbers(log())).to.deep.equal(expected))

  it('counts what it does not hold', () => {
    expect(takeLines(opened(0, 100, 1000), lines(1000, 10)).size).to.equal(1010 * width)
  })

  it('stops following on the way up and follows again at the end', () => {
    const up = scrollLog(opened(0, 100, 100), -1, 20)
    expect([up.follow, up.top]).to.deep.equal([false, 79])
    const down = scrollLog(up, 1, 20)
    expect([down.follow, down.top]).to.deep.equal([true, 80])
  })

  it('does not follow at the end of a window that is not the end of the log', () => {
    const log = { ...opened(0, 100, 1000), follow: false, top: 79 }
    expect(scrollLog(log, 1, 20).follow).to.equal(false)
  })

  it('reads on before somebody gets there, and not twice', () => {
    const below = { ...opened(0, 100, 1000), follow: false, top: 60 }
    expect(neededPage(below, 20)).to.equal('after')
    expect(neededPage({ ...below, reading: true }, 20)).to.equal(null)
    expect(neededPage({ ...opened(900, 100, 1000), follow: false, top: 10 }, 20)).to.equal('before')
    expect(neededPage(opened(0, 100, 100), 20)).to.equal(null)
  })

  it('finds both ways, errors too', () => {
    const log = opened(0, 100, 100)
    expect(findInWindow(log, 'line 5', { after: 5, step: 1 })).to.equal(50)
    expect(findInWindow(log, 'line 5', { after: 50, step: -1 })).to.equal(5)
    expect(findInWindow(log, '', { after: -1, step: 1 })).to.equal(7)
    expect(findInWindow(log, 'nowhere', { after: 0, step: 1 })).to.equal(undefined)
  })
})
