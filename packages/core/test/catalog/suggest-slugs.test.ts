import { expect } from 'chai'
import { describe, it } from 'mocha'
import { suggestSlugs } from '../../src/catalog/suggest-slugs.js'

const slugs = ['shop', 'shop-api', 'shop-web', 'shop-abb', 'shopping-cart', 'blog', 'payments', 'a']

const cases = [
  { rule: 'a swapped letter', text: 'shpo', suggestions: ['shop'] },
  { rule: 'a missing letter', text: 'paymens', suggestions: ['payments'] },
  { rule: 'another case', text: 'BLOG', suggestions: ['blog'] },
  { rule: 'the nearest first', text: 'shop-webb', suggestions: ['shop-web', 'shop-abb'] },
  {
    rule: 'a part of the slug, after those that are near',
    text: 'shop',
    suggestions: ['shop', 'shop-abb', 'shop-api'],
  },
  { rule: 'nothing for what is far away', text: 'zebra', suggestions: [] },
  { rule: 'nothing for a text that is no slip of the pen', text: 'shop'.repeat(100), suggestions: [] },
  { rule: 'only what is a letter away from a short text', text: 'b', suggestions: ['a'] },
]

describe('suggestSlugs', () => {
  for (const { rule, text, suggestions } of cases) {
    it(`suggests ${rule}`, () => {
      expect(suggestSlugs(text, slugs)).to.deep.equal(suggestions)
    })
  }
})
