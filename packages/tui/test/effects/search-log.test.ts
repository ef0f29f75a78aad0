import type { RunId } from '@waybill/core'
import { expect } from 'chai'
import { describe, it } from 'mocha'
import type { LogReader } from '../../src/effects/read-log.js'
import { needleOf, searchLogFrom } from '../../src/effects/search-log.js'

const id = 'run-1' as RunId
const json = (level: string, message: string): string =>
  JSON.stringify({ '@level': level, '@message': message, '@timestamp': '2026-01-01T00:00:00Z' })

/** Two megabytes of lines, some of them special; offsets by what stands in them. */
const lines = Array.from({ length: 20_000 }, (_, at) =>
  at === 3000
    ? json('info', 'a Needle here')
    : at === 12_000
      ? json('error', 'it broke: "quoted" <tag>')
      : at === 19_999
        ? 'the last line, without an end: needle'
        : json('info', `line ${at} ${'x'.repeat(20)}`),
)
const log = Buffer.from(lines.join('\n'))
const offsetOf = (part: string): number => log.lastIndexOf('\n', log.indexOf(part)) + 1

let most = 0
const reader: LogReader = {
  readLog: async (_, { offset = 0, limitBytes = 0 } = {}) => {
    most = Math.max(most, limitBytes)
    return { offset, bytes: log.subarray(offset, offset + limitBytes), size: log.length, ended: true }
  },
}

describe('search of a log', () => {
  const cases = [
    { name: 'finds forward, whatever the case', query: 'needle', from: 0, step: 1, at: 'a Needle' },
    {
      name: 'finds the last line, which has no end',
      query: 'needle',
      from: offsetOf('line 3001'),
      step: 1,
      at: 'the last',
    },
    { name: 'finds back', query: 'needle', from: offsetOf('line 19000'), step: -1, at: 'a Needle' },
    { name: 'finds an error without a word', query: '', from: 0, step: 1, at: 'it broke' },
    { name: 'finds an error back', query: '', from: log.length, step: -1, at: 'it broke' },
    { name: 'finds what JSON escapes', query: '"quoted" <tag>', from: 0, step: 1, at: 'it broke' },
    { name: 'finds nothing forward', query: 'nowhere', from: 0, step: 1, at: null },
    { name: 'finds nothing back', query: 'nowhere', from: log.length, step: -1, at: null },
    { name: 'does not take a key of the JSON for a match', query: '@level', from: 0, step: 1, at: null },
  ] as const

  for (const { name, query, from, step, at } of cases) {
    it(name, async () => {
      const found = await searchLogFrom(reader, id, { query, from, step }, new AbortController().signal)
      expect(found?.offset ?? null).to.equal(at === null ? null : offsetOf(at))
      if (found === null) return
      expect(found.page.lines.some(({ offset }) => offset === found.offset)).to.equal(true)
      expect(found.page.lines.length).to.be.most(2000)
    })
  }

  it('never holds more than a megabyte', () => expect(most).to.be.most(1024 * 1024))

  it('knows what bytes cannot tell', () => {
    for (const query of ['a"b', 'a\\b', '<', '>', '&', 'ü', '漢'])
      expect(needleOf(query), query).to.equal(null)
    expect(needleOf('thing[12]: done')).to.equal('thing[12]: done')
  })
})
