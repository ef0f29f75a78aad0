import { expect } from 'chai'
import { describe, it } from 'mocha'
import type { CatalogStore } from '../../catalog/catalog-store.js'
import { changeAppWrite, makeAppWrite, makeNewEvent } from '../catalog-builders.js'
import { type CatalogStoreHarness, changeEach } from './use-catalog-store.js'

async function readEverything(store: CatalogStore, harness: CatalogStoreHarness) {
  return {
    version: await store.getVersion(),
    known: await store.listKnown(),
    apps: await harness.list({ status: ['active', 'invalid', 'broken', 'removed'] }),
    syncs: await store.listSyncs({}),
    events: await harness.events?.list({ after: 0, limit: 100 }),
  }
}

/** The catalog version, and which writes are taken. */
export function describeVersions(harness: CatalogStoreHarness): void {
  describe('versions', () => {
    it('starts empty, at version 0, which no time belongs to', async () => {
      expect(await harness.store.getVersion()).to.deep.equal({ number: 0, changedAt: null })
      expect(await harness.store.listKnown()).to.deep.equal({ version: 0, apps: [] })
    })

    it('counts on by one with each write that changes an app, at the time the sync ended', async () => {
      const shop = makeAppWrite({ slug: 'shop' })
      await harness.apply(changeEach('added', shop))
      const report = await harness.apply(changeEach('changed', changeAppWrite(shop, { warnings: 1 })))
      expect(await harness.store.getVersion()).to.deep.equal({ number: 2, changedAt: report.endedAt })
    })

    it('says the new version as the outcome of a write', async () => {
      const write = await harness.makeWrite(changeEach('added', makeAppWrite({ slug: 'shop' })))
      expect(await harness.store.applySync(write)).to.deep.equal({ applied: true, version: 1 })
    })

    it('stays at its version when nothing changed, and keeps the report', async () => {
      await harness.apply(changeEach('added', makeAppWrite({ slug: 'shop' })))
      const before = await harness.store.getVersion()
      const write = await harness.makeWrite([])
      expect(await harness.store.applySync(write)).to.deep.equal({ applied: true, version: 1 })
      expect(await harness.store.getVersion()).to.deep.equal(before)
      expect(await harness.store.listSyncs({})).to.have.length(2)
    })

    it('stays at its version when apps were only touched, and shows them as they were', async () => {
      const shop = makeAppWrite({ slug: 'shop' })
      await harness.apply(changeEach('added', shop))
      const before = await readEverything(harness.store, harness)
      await harness.apply(changeEach('touched', changeAppWrite(shop, { fingerprint: 'another one' })))
      const after = await readEverything(harness.store, harness)
      expect(after.version).to.deep.equal(before.version)
      expect(after.apps).to.deep.equal(before.apps)
      expect(after.known.apps.map(app => app.fingerprint)).to.deep.equal(['another one'])
    })

    it('counts on when some apps were touched and others changed', async () => {
      const [shop, blog] = [makeAppWrite({ slug: 'shop' }), makeAppWrite({ slug: 'blog' })]
      await harness.apply(changeEach('added', shop))
      await harness.apply([
        ...changeEach('touched', changeAppWrite(shop, { fingerprint: 'another one' })),
        ...changeEach('added', blog),
      ])
      expect((await harness.store.getVersion()).number).to.equal(2)
    })

    for (const baseVersion of [0, 2]) {
      it(`writes nothing of a plan for version ${baseVersion} when the version is 1`, async () => {
        await harness.apply(changeEach('added', makeAppWrite({ slug: 'shop' })))
        const before = await readEverything(harness.store, harness)
        const changes = changeEach('added', makeAppWrite({ slug: 'blog' }))
        const write = await harness.makeWrite(changes, { baseVersion, events: [makeNewEvent()] })
        expect(await harness.store.applySync(write)).to.deep.equal({ applied: false, version: 1 })
        expect(await readEverything(harness.store, harness)).to.deep.equal(before)
      })
    }

    it('writes nothing when the plan would give one slug to two apps', async () => {
      const shop = makeAppWrite({ slug: 'shop' })
      await harness.apply(changeEach('added', shop))
      const before = await readEverything(harness.store, harness)
      const other = makeAppWrite({ slug: 'shop', folder: 'Shop' })
      const write = await harness.makeWrite(
        [
          ...changeEach('changed', changeAppWrite(shop, { warnings: 1 })),
          ...changeEach('added', makeAppWrite({ slug: 'blog' }), other),
        ],
        { events: [makeNewEvent()] },
      )
      const refused = await harness.store.applySync(write).then(
        () => false,
        () => true,
      )
      expect(refused, 'the write was refused').to.equal(true)
      expect(await readEverything(harness.store, harness)).to.deep.equal(before)
    })

    it('applies exactly one of two plans for the same version that come at once', async () => {
      const writes = await Promise.all(
        ['shop', 'blog'].map(slug => harness.makeWrite(changeEach('added', makeAppWrite({ slug })))),
      )
      const outcomes = await Promise.all(writes.map(write => harness.store.applySync(write)))
      expect(outcomes.filter(outcome => outcome.applied)).to.have.length(1)
      expect(outcomes.map(outcome => outcome.version)).to.deep.equal([1, 1])
      expect(await harness.slugs()).to.have.length(1)
      expect(await harness.store.listSyncs({})).to.have.length(1)
    })

    it('takes all of many writers that plan again until they get through', async () => {
      const write = async (slug: string): Promise<void> => {
        const planned = await harness.makeWrite(changeEach('added', makeAppWrite({ slug })))
        const outcome = await harness.store.applySync(planned)
        if (!outcome.applied) await write(slug)
      }
      const slugs = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']
      await Promise.all(slugs.map(write))
      expect(await harness.slugs()).to.deep.equal(slugs)
      expect((await harness.store.getVersion()).number).to.equal(slugs.length)
    })

    it('appends the events of a write to the feed, where there is one', async () => {
      if (harness.events === undefined) return
      const events = [makeNewEvent(), makeNewEvent({ type: 'sync.completed' })]
      await harness.apply(changeEach('added', makeAppWrite({ slug: 'shop' })), { events })
      const { items } = await harness.events.list({ after: 0, limit: 10 })
      expect(items).to.deep.equal(events.map((event, index) => ({ ...event, number: index + 1 })))
    })

    it('writes 2,000 apps at once, changes them, removes them', async () => {
      const apps = Array.from({ length: 2000 }, (_, index) =>
        makeAppWrite({ slug: `app-${String(index).padStart(4, '0')}` }),
      )
      await harness.apply(changeEach('added', ...apps))
      expect((await harness.store.listKnown()).apps).to.have.length(2000)
      const changed = apps.map(app => ({ ...app, contentHash: `new ${app.contentHash}` }))
      await harness.apply(changeEach('changed', ...changed))
      expect((await harness.list({ limit: 1 })).items[0]?.revision).to.equal(2)
      const removed = changed.map(app => changeAppWrite(app, { status: 'removed' }))
      await harness.apply(changeEach('removed', ...removed))
      expect(await harness.list()).to.deep.equal({ items: [], total: 0, nextCursor: null, version: 3 })
    })
  })
}
