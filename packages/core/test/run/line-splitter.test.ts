import { expect } from 'chai'
import fc from 'fast-check'
import { describe, it } from 'mocha'
import { LineSplitter } from '../../src/run/line-splitter.js'

const bytesOf = (text: string) => new TextEncoder().encode(text)

function split(text: string, cuts: readonly number[] = [], offset = 0) {
  const bytes = bytesOf(text)
  const splitter = new LineSplitter(offset)
  const places = [0, ...cuts.map(cut => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]
  const lines = places.slice(1).flatMap((place, index) => splitter.push(bytes.subarray(places[index], place)))
  return [...lines, ...splitter.flush()]
}

describe('LineSplitter', () => {
  const json = '{"@level":"warn","@message":"é 🚢","@timestamp":"2026-01-31T09:30:00Z","type":"apply_start"}'

  const cases = [
    {
      name: 'reads a line of Terraform’s stream',
      text: `${json}\n`,
      lines: [{ at: '2026-01-31T09:30:00Z', level: 'warn', message: 'é 🚢', type: 'apply_start' }],
    },
    {
      name: 'shows a line that is no JSON as it is',
      text: '╷ Error: no\r\n',
      lines: [{ at: null, level: 'info', message: '╷ Error: no', type: null }],
    },
    {
      name: 'shows JSON of another kind as it is',
      text: '{"a":1}\n[1]\n{"@message":5}\n',
      lines: ['{"a":1}', '[1]', '{"@message":5}'].map(message => ({
        at: null,
        level: 'info',
        message,
        type: null,
      })),
    },
    {
      name: 'takes what is missing or strange in a line for nothing',
      text: '{"@message":"m","@level":"loud","@timestamp":7}\n',
      lines: [{ at: null, level: 'info', message: 'm', type: null }],
    },
    {
      name: 'leaves empty lines out',
      text: '\n\na\n\r\n',
      lines: [{ at: null, level: 'info', message: 'a', type: null }],
    },
    {
      name: 'shows a last line without its end',
      text: '{"@message":"cut o',
      lines: [{ at: null, level: 'info', message: '{"@message":"cut o', type: null }],
    },
    { name: 'makes nothing of nothing', text: '', lines: [] },
  ]
  for (const { name, text, lines } of cases) {
    it(name, () => {
      expect(split(text).map(({ offset: _offset, next: _next, ...line }) => line)).to.deep.equal(lines)
    })
  }

  it('says of each line where it stands, in bytes, from where the log was opened', () => {
    const places = split('é\nab\n\nc', [], 100).map(({ offset, next, message }) => [message, offset, next])
    expect(places).to.deep.equal([
      ['é', 100, 103],
      ['ab', 103, 106],
      ['c', 107, 108],
    ])
  })

  it('makes the same lines however the log is cut', () => {
    const text = fc.array(fc.constantFrom('a', 'é', '🚢', '\n', '\r\n', json), { maxLength: 20 })
    fc.assert(
      fc.property(text, fc.array(fc.nat(), { maxLength: 8 }), (pieces, cuts) => {
        const whole = pieces.join('')
        expect(split(whole, cuts)).to.deep.equal(split(whole))
      }),
    )
  })

  it('takes a line of many megabytes that comes in small pieces', () => {
    const splitter = new LineSplitter(0)
    const piece = bytesOf('x'.repeat(1024))
    for (let index = 0; index < 8192; index++) expect(splitter.push(piece)).to.have.length(0)
    const [line] = splitter.push(bytesOf('\n'))
    expect(line?.message).to.have.length(8 * 1024 * 1024)
  })
})
