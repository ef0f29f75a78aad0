import { expect } from 'chai'
import fc from 'fast-check'
import { describe, it } from 'mocha'
import { ByteLines } from '../../src/log/byte-lines.js'

const linesOf = (chunks: readonly Buffer[], maxLineBytes = 1_000) => {
  const lines = new ByteLines(maxLineBytes)
  return chunks.flatMap(chunk => lines.push(chunk)).map(String)
}

describe('bytes cut into lines', () => {
  for (const { name, chunks, lines } of [
    { name: 'gives nothing before a line is whole', chunks: ['ab'], lines: [] },
    { name: 'gives each line of a chunk', chunks: ['a\nb\nc'], lines: ['a', 'b'] },
    { name: 'joins a line from many chunks', chunks: ['a', 'b', 'c\n', 'd\n'], lines: ['abc', 'd'] },
    { name: 'gives empty lines', chunks: ['\n', '\na\n'], lines: ['', '', 'a'] },
    {
      name: 'leaves out a line that is too long, and goes on',
      chunks: ['12345', '6\n', 'a\n'],
      lines: ['a'],
    },
    { name: 'takes a line of just the longest length', chunks: ['12345\n'], lines: ['12345'] },
  ]) {
    it(name, () => {
      const bytes = chunks.map(chunk => Buffer.from(chunk))
      expect(linesOf(bytes, 5)).to.deep.equal(lines)
    })
  }

  it('gives the same lines however the bytes arrive, also within a character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.array(fc.nat(50)), (text, cuts) => {
        const bytes = Buffer.from(`${text.replaceAll(' ', '\n')}\n`)
        const places = [0, ...cuts.map(cut => cut % bytes.length).sort((a, b) => a - b), bytes.length]
        const chunks = places.slice(1).map((end, index) => bytes.subarray(places[index], end))
        expect(linesOf(chunks, 10_000)).to.deep.equal(linesOf([bytes], 10_000))
      }),
    )
  })
})
