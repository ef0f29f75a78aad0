import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { appQuerySchema, directorySource, makeCatalog, newId } from '@waybill/core'
import { describeCatalogStore, makeAppWrite, makeSyncReport } from '@waybill/core/testing'
import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { JsonFileCatalogStore } from '../src/json-file-catalog-store.js'

describe('JsonFileCatalogStore', () => {
  let directory: string
  let files = 0
  const newFile = () => {
    files += 1
    return join(directory, `catalog-${files}.json`)
  }

  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'waybill-embed-'))
  })
  after(() => rm(directory, { recursive: true, force: true }))

  // The whole test of the port; what follows is only what this adapter does beyond it.
  describeCatalogStore('JsonFileCatalogStore', async () => ({
    store: await JsonFileCatalogStore.open(newFile()),
    close: async () => undefined,
  }))

  it('is all that a catalog needs', async () => {
    const store = await JsonFileCatalogStore.open(newFile())
    const apps = fileURLToPath(new URL('../../../apps', import.meta.url))
    const catalog = makeCatalog({ source: directorySource(apps), store, clock: () => new Date(), newId })
    const { counts } = await catalog.sync()
    expect(counts.added).to.equal(counts.found)
    expect((await catalog.get('shop')).components.map(({ name }) => name)).to.deep.equal(['web', 'api'])
    expect((await catalog.sync()).counts.unchanged).to.equal(counts.found)
    await catalog.close()
  })

  it('finds everything again when the file is opened anew', async () => {
    const file = newFile()
    const changes = [{ kind: 'added', app: makeAppWrite({ slug: 'shop' }) }] as const
    const report = makeSyncReport('2026-01-31T09:00:00.000Z', { changed: changes })
    const written = await JsonFileCatalogStore.open(file)
    await written.applySync({
      plan: { baseVersion: 0, changes, unchanged: 0, found: 1 },
      report,
      events: [],
    })

    const opened = await JsonFileCatalogStore.open(file)
    const query = appQuerySchema.parse({})
    expect(await opened.listApps(query)).to.deep.equal(await written.listApps(query))
    expect(await opened.listKnown()).to.deep.equal(await written.listKnown())
    expect(await opened.listSyncs({})).to.deep.equal(await written.listSyncs({}))
  })
})
