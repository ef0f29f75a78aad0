import { expect } from 'chai'
import { describe, it } from 'mocha'
import type { AppWrite } from '../../catalog/sync-plan.js'
import { changeAppWrite, makeAppWrite, makeManifest } from '../catalog-builders.js'
import { type CatalogStoreHarness, changeEach } from './use-catalog-store.js'

const remove = (app: AppWrite) => changeAppWrite(app, { status: 'removed', fingerprint: '', diagnostics: [] })
const moveTo = (app: AppWrite, slug: string) => ({
  kind: 'moved' as const,
  app: changeAppWrite(app, { slug, folder: slug, file: `${slug}/app-manifest.json` }),
  from: app.slug,
})

/** What a slug leads to when apps go, come back and move. */
export function describeSlugs(harness: CatalogStoreHarness): void {
  describe('slugs', () => {
    it('finds a removed app by its slug, with the time it went', async () => {
      const shop = makeAppWrite({ slug: 'shop' })
      const added = await harness.apply(changeEach('added', shop))
      const removed = await harness.apply(changeEach('removed', remove(shop)))
      const app = await harness.get('shop')
      expect(app).to.deep.include({ id: shop.id, status: 'removed', appName: 'shop', revision: 1 })
      expect(app).to.deep.include({ createdAt: added.endedAt, removedAt: removed.endedAt })
    })

    it('finds the app that has the slug now before a removed one that had it', async () => {
      const old = makeAppWrite({ slug: 'shop' })
      const now = makeAppWrite({ slug: 'shop', folder: 'Shop' })
      await harness.apply(changeEach('added', old))
      await harness.apply(changeEach('removed', remove(old)))
      await harness.apply(changeEach('added', now))
      expect((await harness.get('shop')).id).to.equal(now.id)
    })

    it('finds the one removed last among removed ones with the same slug', async () => {
      const [first, second] = [makeAppWrite({ slug: 'shop' }), makeAppWrite({ slug: 'shop', folder: 'Shop' })]
      await harness.apply(changeEach('added', second))
      await harness.apply([...changeEach('removed', remove(second)), ...changeEach('added', first)])
      await harness.apply(changeEach('removed', remove(first)))
      expect((await harness.get('shop')).id).to.equal(first.id)
    })

    it('brings a removed app back with its id, its revisions and no time of removal', async () => {
      const shop = makeAppWrite({ slug: 'shop' })
      const added = await harness.apply(changeEach('added', shop))
      await harness.apply(changeEach('removed', remove(shop)))
      await harness.apply(changeEach('restored', changeAppWrite(shop, { status: 'active' })))
      const app = await harness.get('shop')
      expect(app).to.deep.include({ id: shop.id, status: 'active', appName: 'shop', revision: 1 })
      expect(app).to.deep.include({ createdAt: added.endedAt, removedAt: null })
    })

    it('moves an app to another slug with its id and remembers the old one', async () => {
      const shop = makeAppWrite({ slug: 'shop' })
      await harness.apply(changeEach('added', shop))
      await harness.apply([moveTo(shop, 'store')])
      const app = await harness.get('store')
      expect(app).to.deep.include({ id: shop.id, revision: 1 })
      expect(app.source.file).to.equal('store/app-manifest.json')
      expect(await harness.store.findApp('shop')).to.equal(undefined)
      expect(await harness.store.findMoved('shop')).to.deep.equal(app)
      expect(await harness.store.findMoved('store')).to.equal(undefined)
    })

    it('leads from every earlier slug to where the app is now', async () => {
      const shop = makeAppWrite({ slug: 'shop' })
      await harness.apply(changeEach('added', shop))
      const first = moveTo(shop, 'store')
      await harness.apply([first])
      await harness.apply([moveTo(first.app, 'market')])
      for (const old of ['shop', 'store']) {
        expect((await harness.store.findMoved(old))?.slug, old).to.equal('market')
      }
    })

    it('leads from an old slug to the app that gave it up last', async () => {
      const [first, second] = [makeAppWrite({ slug: 'shop' }), makeAppWrite({ slug: 'shop', folder: 'Shop' })]
      await harness.apply(changeEach('added', first))
      await harness.apply([moveTo(first, 'a')])
      await harness.apply(changeEach('added', second))
      await harness.apply([moveTo(second, 'b')])
      expect((await harness.store.findMoved('shop'))?.id).to.equal(second.id)
    })

    it('still leads to an app that moved and was removed since', async () => {
      const shop = makeAppWrite({ slug: 'shop' })
      await harness.apply(changeEach('added', shop))
      const moved = moveTo(shop, 'store')
      await harness.apply([moved])
      await harness.apply(changeEach('removed', remove(moved.app)))
      expect(await harness.store.findMoved('shop')).to.deep.include({ id: shop.id, status: 'removed' })
    })

    it('lets an app move back to the slug it came from', async () => {
      const shop = makeAppWrite({ slug: 'shop' })
      await harness.apply(changeEach('added', shop))
      const moved = moveTo(shop, 'store')
      await harness.apply([moved])
      await harness.apply([moveTo(moved.app, 'shop')])
      expect((await harness.get('shop')).id).to.equal(shop.id)
      expect((await harness.store.findMoved('store'))?.id).to.equal(shop.id)
    })

    for (const order of ['before', 'after'] as const) {
      it(`lets a slug be taken ${order} the change that removes the app that has it`, async () => {
        const [old, now] = [makeAppWrite({ slug: 'shop' }), makeAppWrite({ slug: 'shop', folder: 'Shop' })]
        await harness.apply(changeEach('added', old))
        const changes = [...changeEach('removed', remove(old)), ...changeEach('added', now)]
        await harness.apply(order === 'after' ? changes : changes.toReversed())
        expect((await harness.get('shop')).id).to.equal(now.id)
      })

      it(`lets a slug be taken ${order} the change that moves the app that has it`, async () => {
        const [old, now] = [makeAppWrite({ slug: 'shop' }), makeAppWrite({ slug: 'shop-2', folder: 'Shop' })]
        await harness.apply(changeEach('added', old, now))
        const changes = [moveTo(old, 'store'), moveTo(now, 'shop')]
        await harness.apply(order === 'after' ? changes : changes.toReversed())
        expect((await harness.get('shop')).id).to.equal(now.id)
        expect((await harness.get('store')).id).to.equal(old.id)
        expect((await harness.store.findMoved('shop-2'))?.id).to.equal(now.id)
      })
    }
  })

  describe('revisions', () => {
    it('numbers them per app from 1 and lists the newest first', async () => {
      const [shop, blog] = [makeAppWrite({ slug: 'shop' }), makeAppWrite({ slug: 'blog' })]
      const first = await harness.apply(changeEach('added', shop, blog))
      const newManifest = makeManifest({ appName: 'Shop 2', tags: ['new'] })
      const source = {
        kind: 'git',
        location: 'https://git.example/apps.git',
        folder: 'apps',
        commit: 'c0ffee',
      } as const
      const second = await harness.apply(changeEach('changed', { ...shop, contentHash: 'h2', newManifest }), {
        report: { source },
      })
      expect(await harness.store.listRevisions(shop.id)).to.deep.equal([
        {
          appId: shop.id,
          number: 2,
          contentHash: 'h2',
          manifest: newManifest,
          commit: 'c0ffee',
          repository: 'https://git.example/apps.git',
          path: 'apps/shop/app-manifest.json',
          syncId: second.id,
          catalogVersion: 2,
          createdAt: second.endedAt,
        },
        {
          appId: shop.id,
          number: 1,
          contentHash: shop.contentHash,
          manifest: shop.newManifest,
          commit: null,
          repository: null,
          path: 'shop/app-manifest.json',
          syncId: first.id,
          catalogVersion: 1,
          createdAt: first.endedAt,
        },
      ])
      expect((await harness.store.listRevisions(blog.id)).map(({ number }) => number)).to.deep.equal([1])
      expect(await harness.get('shop')).to.deep.include({ revision: 2, appName: 'Shop 2', tags: ['new'] })
    })

    it('adds none without a new manifest, and one for a content that was there before', async () => {
      const shop = makeAppWrite({ slug: 'shop' })
      await harness.apply(changeEach('added', shop))
      await harness.apply(changeEach('changed', changeAppWrite(shop, { warnings: 1 })))
      expect(await harness.store.listRevisions(shop.id)).to.have.length(1)
      await harness.apply(changeEach('changed', { ...shop, contentHash: 'h2' }))
      await harness.apply(changeEach('changed', shop))
      const hashes = (await harness.store.listRevisions(shop.id)).map(revision => revision.contentHash)
      expect(hashes).to.deep.equal([shop.contentHash, 'h2', shop.contentHash])
    })

    it('finds one by its number, and none by a number that is not there', async () => {
      const shop = makeAppWrite({ slug: 'shop' })
      await harness.apply(changeEach('added', shop))
      await harness.apply(changeEach('changed', { ...shop, contentHash: 'h2' }))
      const number = async (asked: number) =>
        (await harness.store.listRevisions(shop.id, asked)).map(revision => revision.number)
      expect(await number(1)).to.deep.equal([1])
      expect(await number(2)).to.deep.equal([2])
      expect(await number(3)).to.deep.equal([])
      expect(await number(0)).to.deep.equal([])
    })

    it('knows none of an app that never was', async () => {
      expect(await harness.store.listRevisions(makeAppWrite({ slug: 'x' }).id)).to.deep.equal([])
    })
  })
}
