import { expect } from 'chai'
import { describe, it } from 'mocha'
import type { ReadApp } from '../../src/source/found-app.js'
import { makeBrokenApp, makeReadApp } from '../../src/testing/catalog-builders.js'
import { PlannedCatalog, tell } from './planned-catalog.js'

const lower = makeReadApp('my-shop')
const snake = makeReadApp('my_shop')
const upper = makeReadApp('My-Shop')

function slugsOf(catalog: PlannedCatalog): Record<string, string> {
  const apps = catalog.known.apps.filter(app => app.status !== 'removed')
  return Object.fromEntries(apps.map(app => [app.folder, app.slug.replace(/-[0-9a-f]{6,}$/, '-#')]))
}

interface Case {
  readonly rule: string
  readonly syncs: readonly (readonly ReadApp[])[]
  /** Slug by folder in the end; `#` stands for a hash. */
  readonly slugs: Readonly<Record<string, string>>
}

const cases: readonly Case[] = [
  {
    rule: 'of new apps the one whose folder is named like the slug keeps it',
    syncs: [[upper, lower, snake]],
    slugs: { 'my-shop': 'my-shop', 'My-Shop': 'my-shop-#', my_shop: 'my-shop-#' },
  },
  {
    rule: 'of new apps whose folders are named otherwise the first by name keeps it',
    syncs: [[snake, upper]],
    slugs: { 'My-Shop': 'my-shop', my_shop: 'my-shop-#' },
  },
  {
    rule: 'the app that has the slug keeps it from one that is named better',
    syncs: [[snake], [lower, snake]],
    slugs: { my_shop: 'my-shop', 'my-shop': 'my-shop-#' },
  },
  {
    rule: 'an app that has the slug and was good keeps it while its manifest is broken',
    syncs: [[snake], [makeBrokenApp('my_shop'), lower]],
    slugs: { my_shop: 'my-shop', 'my-shop': 'my-shop-#' },
  },
  {
    rule: 'a good new app goes before a broken new one',
    syncs: [[makeBrokenApp('my-shop'), snake]],
    slugs: { my_shop: 'my-shop', 'my-shop': 'my-shop-#' },
  },
  {
    rule: 'a good new app takes the slug from one that never was good',
    syncs: [[makeBrokenApp('my-shop')], [makeBrokenApp('my-shop'), snake]],
    slugs: { my_shop: 'my-shop', 'my-shop': 'my-shop-#' },
  },
  {
    rule: 'of apps that are all broken the one that has the slug keeps it',
    syncs: [[makeBrokenApp('my_shop')], [makeBrokenApp('my_shop'), makeBrokenApp('my-shop')]],
    slugs: { my_shop: 'my-shop', 'my-shop': 'my-shop-#' },
  },
  {
    rule: 'the loser gets the slug when the folder of the winner is gone',
    syncs: [[lower, snake], [snake]],
    slugs: { my_shop: 'my-shop' },
  },
  {
    rule: 'an app keeps the slug it won after the collision',
    syncs: [[lower, snake], [snake], [lower, snake]],
    slugs: { my_shop: 'my-shop', 'my-shop': 'my-shop-#' },
  },
  {
    rule: 'a folder without a manifest does not collide',
    syncs: [[{ ...makeBrokenApp('my-shop'), hasManifest: false }, snake]],
    slugs: { my_shop: 'my-shop' },
  },
  {
    rule: 'an app that moved to a name of the same slug keeps it from a new one',
    syncs: [[lower], [makeReadApp('My_Shop', { content: 'my-shop' }), upper]],
    slugs: { My_Shop: 'my-shop', 'My-Shop': 'my-shop-#' },
  },
  {
    rule: 'folders whose names make no slug get one each and do not collide',
    syncs: [[makeBrokenApp('+++', { slug: '' }), makeBrokenApp('---', { slug: '' })]],
    slugs: { '+++': 'unnamed-#', '---': 'unnamed-#' },
  },
]

describe('slug collisions', () => {
  for (const { rule, syncs, slugs } of cases) {
    it(rule, () => {
      const catalog = new PlannedCatalog()
      for (const found of syncs) catalog.sync(...catalog.scan(found))
      expect(slugsOf(catalog)).to.deep.equal(slugs)
    })
  }

  it('is an error on each folder, that names the others and who keeps the slug', () => {
    const plan = new PlannedCatalog().sync(lower, snake)
    const findings = plan.changes.flatMap(({ app }) => app.diagnostics ?? [])
    expect(findings.map(({ code, severity, file }) => [code, severity, file])).to.deep.equal([
      ['WB401', 'error', 'my-shop/app-manifest.json'],
      ['WB401', 'error', 'my_shop/app-manifest.json'],
    ])
    expect(findings.map(({ message }) => message)).to.deep.equal([
      'The slug "my-shop" is also that of "my_shop". This folder keeps it.',
      'The slug "my-shop" is also that of "my-shop". "my-shop" keeps it, so this app is not served.',
    ])
    expect(findings.map(({ related }) => related.map(place => place.file))).to.deep.equal([
      ['my_shop/app-manifest.json'],
      ['my-shop/app-manifest.json'],
    ])
  })

  it('serves the winner, with its own manifest, and never one of the others', () => {
    const catalog = new PlannedCatalog()
    const plan = catalog.sync(lower, snake)
    expect(plan.changes.map(({ app }) => app.newManifest?.appName)).to.deep.equal(['my-shop', undefined])
    expect([catalog.app('my-shop').status, catalog.app('my_shop').status]).to.deep.equal(['active', 'broken'])
    const [change] = catalog.sync(makeReadApp('my-shop', { content: 'new' }), snake).changes
    expect(change?.app.newManifest?.appName).to.equal('new')
  })

  it('updates an app that itself did not change, when a collision comes and when it goes', () => {
    const catalog = new PlannedCatalog()
    catalog.sync(snake)
    const slug = catalog.sync(...catalog.scan([lower, snake])).changes[0]?.app.slug
    expect(catalog.app('my_shop').errors).to.equal(1)
    expect(tell(catalog.sync(...catalog.scan([lower])))).to.deep.equal([
      `recovered my-shop <- ${slug}`,
      'removed my-shop',
    ])
    const plan = catalog.sync(...catalog.scan([lower, snake]))
    expect(tell(plan).map(change => change.split(' ')[0])).to.deep.equal(['changed', 'restored'])
    expect(tell(catalog.sync(...catalog.scan([lower])))).to.deep.equal([
      'changed my-shop',
      `removed ${catalog.app('my_shop').slug}`,
    ])
    expect(catalog.app('my-shop')).to.deep.include({ errors: 0, status: 'active' })
  })

  it('keeps a restored app that lost its slug meanwhile as invalid, with its last good revision', () => {
    const catalog = new PlannedCatalog()
    catalog.sync(lower)
    catalog.sync(snake)
    catalog.sync(...catalog.scan([lower, snake]))
    const app = catalog.app('my-shop')
    expect(app).to.deep.include({ status: 'invalid', contentHash: lower.contentHash })
    expect(app.slug).to.match(/^my-shop-[0-9a-f]{6}$/)
  })

  it('names the slug of a loser by its folder, so that it stays, and past a folder of that very name', () => {
    const catalog = new PlannedCatalog()
    catalog.sync(lower, snake)
    const { slug } = catalog.app('my_shop')
    catalog.sync(lower, snake, upper)
    expect(catalog.app('my_shop').slug).to.equal(slug)
    catalog.sync(lower, snake, upper, makeReadApp(slug))
    expect(catalog.app(slug).slug).to.equal(slug)
    expect(catalog.app('my_shop').slug).to.match(new RegExp(`^${slug}[0-9a-f]$`))
  })

  it('names few of many folders', () => {
    const many = Array.from({ length: 200 }, (_, index) =>
      makeReadApp(`shop${'_'.repeat(index + 1)}`, { slug: 'shop' }),
    )
    const plan = new PlannedCatalog().sync(...many)
    for (const { app } of plan.changes) {
      expect(app.diagnostics?.[0]?.related).to.have.length(5)
      expect(app.diagnostics?.[0]?.message).to.contain(' and 194 more. ')
    }
  })
})
