import { expect } from 'chai'
import { describe, it } from 'mocha'
import { appPageSchema } from '../../catalog/app-page.js'
import type { AppQueryInput } from '../../catalog/app-query.js'
import type { AppWrite } from '../../catalog/sync-plan.js'
import type { Component } from '../../manifest/manifest.js'
import { changeAppWrite, makeAppWrite, makeManifest } from '../catalog-builders.js'
import { type CatalogStoreHarness, changeEach } from './use-catalog-store.js'

const component = (type: Component['type']): Component => ({ name: type, type, path: '.', port: null })

/** Five apps that differ in everything a query asks for. `ledger` is invalid. */
const apps = () => [
  makeAppWrite({
    slug: 'shop',
    newManifest: makeManifest({
      appName: 'Store',
      description: 'Sells 100% of it',
      components: [component('frontend'), component('backend')],
      owner: 'team-a',
      tags: ['retail', 'beta'],
    }),
  }),
  makeAppWrite({
    slug: 'blog',
    newManifest: makeManifest({ appName: 'Words', components: [component('frontend')], owner: 'team-b' }),
  }),
  makeAppWrite({
    slug: 'mailer',
    newManifest: makeManifest({
      appName: 'Post_office',
      description: 'Sends what the SHOP sold',
      components: [component('worker')],
      owner: 'team-a',
      tags: ['beta'],
    }),
  }),
  makeAppWrite({
    slug: 'ledger',
    status: 'invalid',
    newManifest: makeManifest({ appName: 'Books\\Accounts', components: [component('backend')] }),
  }),
  changeAppWrite(makeAppWrite({ slug: 'wreck' }), { status: 'broken', contentHash: null }),
]

const cases: readonly { readonly rule: string; readonly query: AppQueryInput; readonly slugs: string[] }[] = [
  { rule: 'the apps that can be served, by slug', query: {}, slugs: ['blog', 'ledger', 'mailer', 'shop'] },
  { rule: 'the same without any status', query: { status: [] }, slugs: ['blog', 'ledger', 'mailer', 'shop'] },
  { rule: 'those of one status', query: { status: ['invalid'] }, slugs: ['ledger'] },
  { rule: 'those of several statuses', query: { status: ['broken', 'invalid'] }, slugs: ['ledger', 'wreck'] },
  { rule: 'none of a status that no app has', query: { status: ['removed'] }, slugs: [] },
  { rule: 'those of an owner', query: { owner: 'team-a' }, slugs: ['mailer', 'shop'] },
  { rule: 'none of an owner named in part', query: { owner: 'team' }, slugs: [] },
  { rule: 'those with a tag', query: { tag: 'beta' }, slugs: ['mailer', 'shop'] },
  { rule: 'none with a tag named in part', query: { tag: 'bet' }, slugs: [] },
  { rule: 'those with a component of a type', query: { type: 'frontend' }, slugs: ['blog', 'shop'] },
  { rule: 'text in slug or description, in any case', query: { q: 'sHoP' }, slugs: ['mailer', 'shop'] },
  { rule: 'text in the name', query: { q: 'word' }, slugs: ['blog'] },
  { rule: 'a percent sign as itself', query: { q: '0%' }, slugs: ['shop'] },
  { rule: 'an underscore as itself', query: { q: 't_o' }, slugs: ['mailer'] },
  { rule: 'a backslash as itself', query: { q: 's\\a' }, slugs: ['ledger'] },
  { rule: 'a quote as itself', query: { q: "'" }, slugs: [] },
  { rule: 'what fits all filters', query: { q: 's', type: 'backend', tag: 'beta' }, slugs: ['shop'] },
  { rule: 'by slug, backwards', query: { sort: '-slug' }, slugs: ['shop', 'mailer', 'ledger', 'blog'] },
  { rule: 'by name', query: { sort: 'appName' }, slugs: ['ledger', 'mailer', 'shop', 'blog'] },
  { rule: 'by name, backwards', query: { sort: '-appName' }, slugs: ['blog', 'shop', 'mailer', 'ledger'] },
  {
    rule: 'by name, first the ones without',
    query: { sort: 'appName', status: ['broken', 'active'] },
    slugs: ['wreck', 'mailer', 'shop', 'blog'],
  },
]

const sorts = ['slug', '-slug', 'appName', '-appName', 'updatedAt', '-updatedAt'] as const

async function walk(harness: CatalogStoreHarness, query: AppQueryInput): Promise<string[][]> {
  const pages: string[][] = []
  let cursor: string | undefined
  do {
    const page = await harness.list({ ...query, ...(cursor === undefined ? {} : { cursor }) })
    pages.push(page.items.map(app => app.slug))
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
  return pages
}

/** Lists, their filters, order and pages. */
export function describeLists(harness: CatalogStoreHarness): void {
  describe('lists', () => {
    for (const { rule, query, slugs } of cases) {
      it(`lists ${rule}`, async () => {
        await harness.apply(changeEach('added', ...apps()))
        const page = await harness.list(query)
        expect(page.items.map(app => app.slug)).to.deep.equal(slugs)
        expect(page).to.deep.include({ total: slugs.length, nextCursor: null, version: 1 })
      })
    }

    it('lists nothing of an empty catalog, at version 0', async () => {
      expect(await harness.list()).to.deep.equal({ items: [], total: 0, nextCursor: null, version: 0 })
    })

    it('lists apps as `findApp` shows them, on pages that fit the schema', async () => {
      await harness.apply(changeEach('added', ...apps()))
      const page = await harness.list()
      expect(appPageSchema.parse(page)).to.deep.equal(page)
      for (const app of page.items) expect(app).to.deep.equal(await harness.get(app.slug))
    })

    it('counts apps by type, status, owner and tag where that is asked for', async () => {
      await harness.apply(changeEach('added', ...apps()))
      expect((await harness.list({ facets: true, limit: 1 })).facets).to.deep.equal({
        type: [
          { value: 'backend', count: 2 },
          { value: 'frontend', count: 2 },
          { value: 'worker', count: 1 },
        ],
        status: [
          { value: 'active', count: 3 },
          { value: 'broken', count: 1 },
          { value: 'invalid', count: 1 },
        ],
        owner: [
          { value: 'team-a', count: 2 },
          { value: 'team-b', count: 1 },
        ],
        tag: [
          { value: 'beta', count: 2 },
          { value: 'retail', count: 1 },
        ],
      })
      expect(await harness.list({})).not.to.have.property('facets')
    })

    it('counts what another value of a facet would bring, with the other filters', async () => {
      await harness.apply(changeEach('added', ...apps()))
      const { items, facets } = await harness.list({ facets: true, owner: 'team-a', tag: 'retail' })
      expect(items.map(app => app.slug)).to.deep.equal(['shop'])
      expect(facets?.owner).to.deep.equal([{ value: 'team-a', count: 1 }])
      expect(facets?.tag).to.deep.equal([
        { value: 'beta', count: 2 },
        { value: 'retail', count: 1 },
      ])
      expect(facets?.status).to.deep.equal([{ value: 'active', count: 1 }])
    })

    it('lists by the time of the last change, equal ones by id', async () => {
      const [shop, blog, mailer] = ['shop', 'blog', 'mailer'].map(slug => makeAppWrite({ slug }))
      if (shop === undefined || blog === undefined || mailer === undefined) return
      await harness.apply(changeEach('added', shop, blog, mailer))
      await harness.apply(changeEach('changed', changeAppWrite(shop, { warnings: 1 })))
      const tied = [blog, mailer].sort((a, b) => (a.id < b.id ? -1 : 1)).map(app => app.slug)
      expect(await harness.slugs({ sort: 'updatedAt' })).to.deep.equal([...tied, 'shop'])
      expect(await harness.slugs({ sort: '-updatedAt' })).to.deep.equal(['shop', ...tied.toReversed()])
    })

    it('compares names by code point, whatever the language of the database', async () => {
      const names = ['b', 'a', 'B', 'A', '_', '-', 'é', 'z', '10', '9', '\uff21', '\u{1f6a2}']
      const writes = names.map((appName, index) =>
        makeAppWrite({ slug: `app-${index}`, newManifest: makeManifest({ appName }) }),
      )
      await harness.apply(changeEach('added', ...writes))
      const listed = (await harness.list({ sort: 'appName' })).items.map(app => app.appName)
      expect(listed).to.deep.equal(['-', '10', '9', 'A', 'B', '_', 'a', 'b', 'z', 'é', '\uff21', '\u{1f6a2}'])
    })
  })

  describe('pages', () => {
    const slugs = Array.from({ length: 7 }, (_, index) => `app-${index}`)
    const addSeven = async () => {
      const writes = slugs.map((slug, index) =>
        makeAppWrite({ slug, newManifest: makeManifest({ appName: `Name ${index % 2}` }) }),
      )
      await harness.apply(changeEach('added', ...writes))
      return writes
    }

    for (const sort of sorts) {
      it(`gives each app once when paging by ${sort}, in the order of the whole list`, async () => {
        await addSeven()
        const whole = await harness.slugs({ sort })
        const pages = await walk(harness, { sort, limit: 3 })
        expect(pages.map(page => page.length)).to.deep.equal([3, 3, 1])
        expect(pages.flat()).to.deep.equal(whole)
      })
    }

    it('counts all that match on every page', async () => {
      await addSeven()
      const first = await harness.list({ limit: 3 })
      const second = await harness.list({ limit: 3, cursor: first.nextCursor ?? '' })
      expect([first.total, second.total]).to.deep.equal([7, 7])
    })

    it('gives no cursor when a page ends with the last app', async () => {
      await addSeven()
      expect((await harness.list({ limit: 7 })).nextCursor).to.equal(null)
      expect((await walk(harness, { limit: 7 })).length).to.equal(1)
    })

    it('goes on with the filters and the order of the first page, whatever is asked beside the cursor', async () => {
      await harness.apply(changeEach('added', ...apps()))
      const query = { owner: 'team-a', status: ['active' as const], sort: '-appName' as const, limit: 1 }
      const { nextCursor } = await harness.list(query)
      const next = await harness.list({ cursor: nextCursor ?? '', owner: 'team-b', sort: 'slug', limit: 5 })
      expect(next.items.map(app => app.slug)).to.deep.equal(['mailer'])
      expect(next.total).to.equal(2)
    })

    it('goes on behind the last app of a page when apps came, went and were removed in between', async () => {
      const writes = await addSeven()
      const first = await harness.list({ limit: 3 })
      const removed = writes.slice(0, 4).map(app => changeAppWrite(app, { status: 'removed' }))
      await harness.apply([
        ...changeEach('removed', ...removed),
        ...changeEach('added', makeAppWrite({ slug: 'app-00' }), makeAppWrite({ slug: 'app-2-b' })),
      ])
      const rest = await harness.slugs({ limit: 10, cursor: first.nextCursor ?? '' })
      expect(rest).to.deep.equal(['app-2-b', 'app-4', 'app-5', 'app-6'])
    })

    it('pages through removed apps that share a slug', async () => {
      const twins = [1, 2, 3].map(number => makeAppWrite({ slug: 'shop', folder: `shop ${number}` }))
      const gone = twins.map((app: AppWrite) => changeAppWrite(app, { status: 'removed' }))
      for (const [index, twin] of twins.entries()) {
        await harness.apply(changeEach('added', twin))
        await harness.apply(changeEach('removed', ...gone.slice(index, index + 1)))
      }
      const pages = await walk(harness, { status: ['removed'], limit: 1 })
      expect(pages).to.deep.equal([['shop'], ['shop'], ['shop']])
    })

    for (const query of [{ q: 'a\0b' }, { owner: '\0' }, { tag: '\ud800' }]) {
      it(`refuses the text of ${JSON.stringify(query)}, which no app can have`, async () => {
        const error = await harness.list(query).then(
          () => undefined,
          (reason: unknown) => reason,
        )
        expect(error).to.have.property('code', 'INVALID_INPUT')
      })
    }

    for (const cursor of ['', 'x', 'bm90IGpzb24', 'eyJhIjoxfQ', '%%%', 'null']) {
      it(`refuses ${JSON.stringify(cursor)} as a cursor`, async () => {
        const error = await harness.list({ cursor }).then(
          () => undefined,
          (reason: unknown) => reason,
        )
        expect(error).to.have.property('code', 'INVALID_INPUT')
      })
    }
  })
}
