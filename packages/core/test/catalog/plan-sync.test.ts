import { expect } from 'chai'
import { describe, it } from 'mocha'
import type { FoundApp, ReadApp } from '../../src/source/found-app.js'
import { makeBrokenApp, makeDiagnostic, makeReadApp } from '../../src/testing/catalog-builders.js'
import { PlannedCatalog, tell } from './planned-catalog.js'

const shop = makeReadApp('shop')
const broken = makeBrokenApp('shop')
const noManifest: ReadApp = { ...broken, hasManifest: false }
const warning = makeDiagnostic({ severity: 'warning', code: 'WB210' })
const unchangedShop: FoundApp = {
  folder: 'shop',
  slug: 'shop',
  fingerprint: shop.fingerprint,
  unchanged: true,
}

interface Case {
  readonly rule: string
  /** One sync after the other. */
  readonly syncs: readonly (readonly FoundApp[])[]
  /** What the last of them changes. */
  readonly changes: readonly string[]
  readonly status?: string
}

const cases: readonly Case[] = [
  { rule: 'a new good app is added', syncs: [[shop]], changes: ['added shop'], status: 'active' },
  {
    rule: 'a new app that is not good is broken',
    syncs: [[broken]],
    changes: ['broken shop'],
    status: 'broken',
  },
  { rule: 'a new folder without a manifest is nothing', syncs: [[noManifest]], changes: [] },
  {
    rule: 'an app that is found again is left alone',
    syncs: [[shop], [shop]],
    changes: [],
    status: 'active',
  },
  { rule: 'an app that was not read is left alone', syncs: [[shop], [unchangedShop]], changes: [] },
  {
    rule: 'another content is a change',
    syncs: [[shop], [makeReadApp('shop', { content: 'new' })]],
    changes: ['changed shop'],
    status: 'active',
  },
  {
    rule: 'another fingerprint of the same content only touches the app',
    syncs: [[shop], [{ ...shop, fingerprint: 'later' }]],
    changes: ['touched shop'],
    status: 'active',
  },
  {
    rule: 'a new warning is a change, for a reader sees it',
    syncs: [[shop], [{ ...shop, diagnostics: [warning], fingerprint: 'later' }]],
    changes: ['changed shop'],
    status: 'active',
  },
  {
    rule: 'a good app whose manifest breaks is invalid',
    syncs: [[shop], [broken]],
    changes: ['broken shop'],
    status: 'invalid',
  },
  {
    rule: 'an invalid app with other errors has changed and stays invalid',
    syncs: [[shop], [broken], [makeBrokenApp('shop', { diagnostics: [makeDiagnostic({ message: 'new' })] })]],
    changes: ['changed shop'],
    status: 'invalid',
  },
  {
    rule: 'an invalid app that is good again has recovered',
    syncs: [[shop], [broken], [shop]],
    changes: ['recovered shop'],
    status: 'active',
  },
  {
    rule: 'a broken app that becomes good has recovered',
    syncs: [[broken], [shop]],
    changes: ['recovered shop'],
    status: 'active',
  },
  {
    rule: 'an app without its folder is removed',
    syncs: [[shop], []],
    changes: ['removed shop'],
    status: 'removed',
  },
  {
    rule: 'an app whose folder has no manifest any more is removed',
    syncs: [[shop], [noManifest]],
    changes: ['removed shop'],
    status: 'removed',
  },
  { rule: 'a broken app without its folder is removed', syncs: [[broken], []], changes: ['removed shop'] },
  { rule: 'an app is removed once', syncs: [[shop], [], []], changes: [], status: 'removed' },
  {
    rule: 'a removed app whose folder comes back is restored',
    syncs: [[shop], [], [shop]],
    changes: ['restored shop'],
    status: 'active',
  },
  {
    rule: 'a removed app that comes back with a broken manifest is restored as invalid',
    syncs: [[shop], [], [broken]],
    changes: ['restored shop'],
    status: 'invalid',
  },
  {
    rule: 'a removed app that never was good comes back as broken',
    syncs: [[broken], [], [broken]],
    changes: ['restored shop'],
    status: 'broken',
  },
  {
    rule: 'a folder with another name and the same content is a move',
    syncs: [[shop], [makeReadApp('store', { content: 'shop' })]],
    changes: ['moved store <- shop'],
  },
  {
    rule: 'another way to write the same slug is a move, too',
    syncs: [[shop], [makeReadApp('Shop', { content: 'shop' })]],
    changes: ['moved shop'],
  },
  {
    rule: 'a folder with another name and another content is another app',
    syncs: [[shop], [makeReadApp('store')]],
    changes: ['added store', 'removed shop'],
  },
  {
    rule: 'a folder with another name and a broken manifest is another app',
    syncs: [[shop], [makeBrokenApp('store')]],
    changes: ['broken store', 'removed shop'],
  },
  {
    rule: 'of two new folders with the content of the app that went, none is it',
    syncs: [[shop], [makeReadApp('a', { content: 'shop' }), makeReadApp('b', { content: 'shop' })]],
    changes: ['added a', 'added b', 'removed shop'],
  },
  {
    rule: 'of two apps that went with the same content, none moved',
    syncs: [[shop, makeReadApp('copy', { content: 'shop' })], [makeReadApp('store', { content: 'shop' })]],
    changes: ['added store', 'removed shop', 'removed copy'],
  },
  {
    rule: 'a copy of an app that stays is a new app',
    syncs: [[shop], [shop, makeReadApp('store', { content: 'shop' })]],
    changes: ['added store'],
  },
  {
    rule: 'a folder that comes back is the app it was, not another one with the same content that went',
    syncs: [[shop], [], [makeReadApp('store', { content: 'shop' })], [shop]],
    changes: ['restored shop', 'removed store'],
    status: 'active',
  },
  {
    rule: 'an invalid app moves with its last good content',
    syncs: [[shop], [broken], [makeReadApp('store', { content: 'shop' })]],
    changes: ['moved store <- shop'],
  },
  {
    rule: 'apps that were not read are kept when their slug is another one now',
    syncs: [[shop], [{ ...unchangedShop, slug: 'the-shop' }]],
    changes: ['moved the-shop <- shop'],
    status: 'active',
  },
]

describe('planSync', () => {
  for (const { rule, syncs, changes, status } of cases) {
    it(rule, () => {
      const catalog = new PlannedCatalog()
      const plans = syncs.map(found => catalog.sync(...found))
      const last = plans.at(-1)
      expect(last && tell(last)).to.deep.equal(changes)
      if (status !== undefined) expect(catalog.app('shop').status).to.equal(status)
    })
  }

  it('plans for the version it knows, and counts what it found and left alone', () => {
    const catalog = new PlannedCatalog()
    catalog.sync(shop, makeReadApp('blog'))
    const plan = catalog.sync(
      unchangedShop,
      makeReadApp('blog', { content: 'new' }),
      makeReadApp('mail'),
      noManifest,
    )
    expect(plan).to.deep.include({ baseVersion: 1, found: 3, unchanged: 1 })
  })

  it('keeps the id of an app that breaks, goes, comes back and moves', () => {
    const catalog = new PlannedCatalog()
    catalog.sync(shop)
    const { id } = catalog.app('shop')
    catalog.sync(broken)
    catalog.sync()
    catalog.sync(shop)
    expect(catalog.app('shop').id).to.equal(id)
    catalog.sync(makeReadApp('store', { content: 'shop' }))
    expect(catalog.app('store').id).to.equal(id)
  })

  it('makes a revision only of a content that is not the one of the last good revision', () => {
    const catalog = new PlannedCatalog()
    const revised = (app: FoundApp) => catalog.sync(app).changes[0]?.app.newManifest?.appName
    expect(revised(shop)).to.equal('shop')
    expect(revised({ ...shop, fingerprint: 'later' })).to.equal(undefined)
    expect(revised(broken)).to.equal(undefined)
    expect(revised(shop), 'recovered with the same content').to.equal(undefined)
    expect(revised(makeReadApp('shop', { content: 'new' }))).to.equal('new')
    expect(revised(shop), 'back to an earlier content').to.equal('shop')
  })

  it('keeps the content of the last good revision while an app is invalid or removed', () => {
    const catalog = new PlannedCatalog()
    catalog.sync(shop)
    catalog.sync(broken)
    expect(catalog.app('shop').contentHash).to.equal(shop.contentHash)
    catalog.sync()
    expect(catalog.app('shop').contentHash).to.equal(shop.contentHash)
  })

  it('counts findings by severity, and none of a removed app', () => {
    const catalog = new PlannedCatalog()
    const info = makeDiagnostic({ severity: 'info' })
    catalog.sync(makeBrokenApp('shop', { diagnostics: [makeDiagnostic(), warning, warning, info] }))
    expect(catalog.app('shop')).to.deep.include({ errors: 1, warnings: 2 })
    const [removal] = catalog.sync().changes
    expect(removal?.app).to.deep.include({ errors: 0, warnings: 0, diagnostics: [], fingerprint: '' })
  })

  it('hands findings over only when they are not the ones that are stored', () => {
    const catalog = new PlannedCatalog()
    const found = { ...shop, diagnostics: [warning] }
    expect(catalog.sync(found).changes[0]?.app.diagnostics).to.deep.equal([warning])
    const [change] = catalog.sync({ ...found, content: 'x', contentHash: 'x' } as ReadApp).changes
    expect(change?.app.newManifest).to.be.an('object')
    expect(change?.app.diagnostics).to.equal(undefined)
    expect(catalog.sync(shop).changes[0]?.app.diagnostics).to.deep.equal([])
  })

  const tooLittleKnown = [
    { what: 'which the catalog does not have', syncs: [] },
    { what: 'whose app was removed', syncs: [[shop], []] },
    { what: 'that shares its slug', syncs: [[shop]], beside: makeReadApp('Shop') },
  ]
  for (const { what, syncs, beside } of tooLittleKnown) {
    it(`refuses a scan that calls a folder unchanged ${what}`, () => {
      const catalog = new PlannedCatalog()
      for (const found of syncs) catalog.sync(...found)
      const found = beside === undefined ? [unchangedShop] : [unchangedShop, beside]
      expect(() => catalog.sync(...found)).to.throw('did not read the folder shop')
    })
  }
})
