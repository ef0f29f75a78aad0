import { expect } from 'chai'
import fc from 'fast-check'
import { describe, it } from 'mocha'
import { slugify } from '../../src/source/slug.js'

describe('slugify', () => {
  const cases = [
    { folder: 'shop', slug: 'shop' },
    { folder: 'my-shop-2', slug: 'my-shop-2' },
    { folder: 'My Shop', slug: 'my-shop' },
    { folder: 'my_shop', slug: 'my-shop' },
    { folder: 'shop.v2', slug: 'shop-v2' },
    { folder: '--shop--', slug: 'shop' },
    { folder: 'myShopAPI', slug: 'myshopapi' },
    { folder: 'Café Zürich', slug: 'cafe-zuerich' },
    { folder: 'магазин', slug: 'magazin' },
    { folder: '+++', slug: '' },
    { folder: '', slug: '' },
  ]
  for (const { folder, slug } of cases)
    it(`makes ${JSON.stringify(slug)} of ${JSON.stringify(folder)}`, () => {
      expect(slugify(folder)).to.equal(slug)
    })

  it('makes slugs only, and of a slug itself', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 30 }), folder => {
        const slug = slugify(folder)
        expect(slug).to.match(/^(?:[a-z0-9]+(?:-[a-z0-9]+)*)?$/)
        expect(slugify(slug)).to.equal(slug)
      }),
      { numRuns: 500 },
    )
  })
})
