import { expect } from 'chai'
import { describe, it } from 'mocha'
import { didYouMean, suggest } from '../../src/route/did-you-mean.js'

describe('did you mean', () => {
  const cases = [
    { name: 'a letter too many', word: 'limitt', expected: ['limit'] },
    { name: 'another case', word: 'APPSLUG', expected: ['appSlug'] },
    { name: 'a letter too few of a short word', word: 'tg', expected: ['tag'] },
    { name: 'something else altogether', word: 'colour', expected: [] },
    { name: 'a single letter', word: 'x', expected: [] },
    { name: 'nothing', word: '', expected: [] },
  ]
  for (const { name, word, expected } of cases)
    it(`after ${name}: ${expected.join(', ') || 'no suggestion'}`, () => {
      expect(suggest(word, ['q', 'tag', 'limit', 'appSlug'])).to.deep.equal(expected)
    })

  it('gives the nearest first, and three at most', () => {
    expect(suggest('shopp', ['shops', 'shop', 'shopper', 'hop', 'stop'])).to.deep.equal(['shops', 'shop'])
    expect(suggest('app-1', ['app-2', 'app-3', 'app-4', 'app-5'])).to.deep.equal(['app-2', 'app-3', 'app-4'])
  })

  it('is nothing where there is nothing near', () => {
    expect(didYouMean('colour', ['tag'])).to.equal('')
    expect(didYouMean('tagg', ['tag'])).to.equal('; did you mean "tag"?')
  })
})
