import { expect } from 'chai'
import { describe, it } from 'mocha'
import { positionsOf } from '../../src/manifest/text-positions.js'

describe('positionsOf', () => {
  const cases = [
    { name: 'the start', text: 'a', index: 0, place: { line: 1, column: 1, offset: 0 } },
    { name: 'the end', text: 'ab', index: 2, place: { line: 1, column: 3, offset: 2 } },
    { name: 'a line after LF', text: 'a\nb', index: 2, place: { line: 2, column: 1, offset: 2 } },
    { name: 'a line after CR LF', text: 'a\r\nb', index: 3, place: { line: 2, column: 1, offset: 3 } },
    { name: 'a line after CR', text: 'a\rb', index: 2, place: { line: 2, column: 1, offset: 2 } },
    {
      name: 'the last line, when it is empty',
      text: 'a\n',
      index: 2,
      place: { line: 2, column: 1, offset: 2 },
    },
    { name: 'no line after U+2028', text: 'a\u2028b', index: 2, place: { line: 1, column: 3, offset: 4 } },
    {
      name: 'characters of two, three and four bytes',
      text: 'é€😀x',
      index: 4,
      place: { line: 1, column: 5, offset: 9 },
    },
    { name: 'half of a surrogate pair', text: '\ud800x', index: 1, place: { line: 1, column: 2, offset: 3 } },
  ]
  for (const { name, text, index, place } of cases)
    it(`knows ${name}`, () => {
      expect(positionsOf(text).position(index)).to.deep.equal(place)
    })

  it('counts the byte-order mark for offsets only', () => {
    expect(positionsOf('a', 3).position(0)).to.deep.equal({ line: 1, column: 1, offset: 3 })
  })

  it('is exact far into a long text', () => {
    const text = 'é\n'.repeat(5000)
    for (const index of [0, 1023, 1024, 1025, 2048, 9999]) {
      const expected = new TextEncoder().encode(text.slice(0, index)).length
      expect(positionsOf(text).position(index).offset).to.equal(expected)
    }
  })
})
