import { expect } from 'chai'
import { describe, it } from 'mocha'
import { canonicalJson, contentHash } from '../../src/manifest/content-hash.js'

describe('canonicalJson', () => {
  const cases: readonly { name: string; value: unknown; json: string }[] = [
    {
      name: 'sorts keys by UTF-16 code units',
      value: { b: 1, a: 2, '😀': 3, '\ufb33': 4 },
      json: '{"a":2,"b":1,"😀":3,"\ufb33":4}',
    },
    { name: 'sorts keys that are numbers as text', value: { 10: 'a', 9: 'b' }, json: '{"10":"a","9":"b"}' },
    { name: 'keeps the order of lists', value: [2, 1, [{ b: 1, a: 1 }]], json: '[2,1,[{"a":1,"b":1}]]' },
    { name: 'leaves out what is undefined', value: { a: undefined, b: null }, json: '{"b":null}' },
    {
      name: 'writes texts and numbers as JSON has them',
      value: ['\n"', 1e21, 0.5],
      json: String.raw`["\n\"",1e+21,0.5]`,
    },
    {
      name: 'escapes exactly what JSON.stringify does',
      value: ['\u001f', '\\', '\u007f', 'é', '\ud800', '~ !'],
      json: JSON.stringify(['\u001f', '\\', '\u007f', 'é', '\ud800', '~ !']),
    },
    { name: 'writes empty ones', value: [{}, []], json: '[{},[]]' },
  ]
  for (const { name, value, json } of cases) it(name, () => expect(canonicalJson(value)).to.equal(json))
})

describe('contentHash', () => {
  it('is the SHA-256 of the canonical JSON, and never changes for the same manifest', () => {
    // sha256sum of {"appName":"Shop","components":[]}
    const expected = '0b943148c7bbf2740627ee3c6826c5273661d385f91b85013a02d35940b3ce07'
    expect(contentHash({ components: [], appName: 'Shop' })).to.equal(expected)
  })
})
