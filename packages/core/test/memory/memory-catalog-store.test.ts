import { expect } from 'chai'
import { describe, it } from 'mocha'
import { appQuerySchema } from '../../src/catalog/app-query.js'
import { MemoryCatalogStore } from '../../src/memory/memory-catalog-store.js'
import { MemoryEventStore } from '../../src/memory/memory-event-store.js'
import { makeAppWrite, makeSyncReport } from '../../src/testing/catalog-builders.js'
import { describeCatalogStore } from '../../src/testing/describe-catalog-store.js'

describeCatalogStore('MemoryCatalogStore', async () => {
  const events = new MemoryEventStore()
  return { store: new MemoryCatalogStore(events), events, close: async () => undefined }
})

async function add(store: MemoryCatalogStore, slug: string): Promise<void> {
  const { number } = await store.getVersion()
  const changes = [{ kind: 'added' as const, app: makeAppWrite({ slug }) }]
  const plan = { baseVersion: number, changes, unchanged: 0, found: 1 }
  await store.applySync({ plan, report: makeSyncReport('2026-01-31T09:30:00.000Z'), events: [] })
}

describe('MemoryCatalogStore', () => {
  it('goes back to a snapshot with everything it holds', async () => {
    const store = new MemoryCatalogStore()
    const read = async () => ({
      version: await store.getVersion(),
      known: await store.listKnown(),
      apps: await store.listApps(appQuerySchema.parse({})),
      syncs: await store.listSyncs({}),
      blog: await store.findApp('blog'),
    })
    await add(store, 'shop')
    const before = await read()
    const restore = store.snapshot()
    await add(store, 'blog')
    expect(await read()).not.to.deep.equal(before)
    restore()
    expect(await read()).to.deep.equal(before)
  })
})
