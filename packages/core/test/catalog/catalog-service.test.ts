import { expect } from 'chai'
import { afterEach, beforeEach, describe, it } from 'mocha'
import { type Catalog, makeCatalog } from '../../src/catalog/catalog-service.js'
import type { WaybillError } from '../../src/error/waybill-error.js'
import { newId, type SyncId } from '../../src/id/ids.js'
import { MemoryCatalogStore } from '../../src/memory/memory-catalog-store.js'
import { directorySource } from '../../src/source/directory-source.js'
import { until } from '../../src/testing/until.js'
import { AppFolders } from './app-folders.js'
import { rejectionOf } from './sync-harness.js'

describe('a catalog', () => {
  let apps: AppFolders
  let catalog: Catalog
  let store: MemoryCatalogStore

  beforeEach(async () => {
    apps = await AppFolders.create()
    store = new MemoryCatalogStore()
    catalog = makeCatalog({
      source: directorySource(apps.directory),
      store,
      clock: () => new Date(),
      newId,
    })
  })
  afterEach(async () => {
    await catalog.close()
    await apps[Symbol.asyncDispose]()
  })

  const slugs = async () => (await catalog.list()).items.map(app => app.slug)
  const failureOf = async (slug: string) => (await rejectionOf(catalog.get(slug))) as WaybillError

  it('is empty, at version 0, before the first sync', async () => {
    expect(await catalog.list()).to.deep.equal({ items: [], total: 0, nextCursor: null, version: 0 })
    expect(await catalog.version()).to.deep.equal({ number: 0, changedAt: null })
    expect(await catalog.syncs()).to.deep.equal([])
    expect(await catalog.diagnostics()).to.deep.equal([])
  })

  it('holds what was written before a sync, once that is done', async () => {
    await apps.write('shop', { appName: 'Shop', owner: 'team-a' })
    const report = await catalog.sync()
    expect(await slugs()).to.deep.equal(['shop'])
    const app = await catalog.get('shop')
    expect(app).to.deep.include({ appName: 'Shop', owner: 'team-a', status: 'active', revision: 1 })
    expect(app.source).to.deep.include({ file: 'shop/app-manifest.json', commit: null, syncId: report.id })
    expect((await catalog.version()).number).to.equal(report.catalogVersion)
  })

  it('holds what each of many callers wrote before it called, at the cost of few syncs', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `app-${String(index).padStart(2, '0')}`)
    await Promise.all(
      names.map(async name => {
        await apps.write(name)
        await catalog.sync()
        expect(await slugs()).to.include(name)
      }),
    )
    expect(await slugs()).to.deep.equal(names)
  })

  it('serves the last good revision of an app that broke, and never one that is not good', async () => {
    await apps.write('shop', { description: 'good' })
    await catalog.sync()
    await apps.write('shop', '{ "appName": 1 }')
    await apps.write('wreck', '{')
    const report = await catalog.sync()
    expect(report.counts).to.deep.include({ broken: 2, invalid: 1, neverValid: 1 })
    expect(await slugs()).to.deep.equal(['shop'])
    const shop = await catalog.get('shop')
    expect(shop).to.deep.include({ status: 'invalid', description: 'good', revision: 1 })
    expect(shop.diagnostics.length).to.be.greaterThan(0)
    expect(await catalog.get('wreck')).to.deep.include({ status: 'broken', appName: null })
    const all = await catalog.list({ status: ['active', 'invalid', 'broken'] })
    expect(all.items.map(app => app.slug)).to.deep.equal(['shop', 'wreck'])
  })

  it('keeps the history of an app, newest first', async () => {
    await apps.write('shop', { description: 'one' })
    await catalog.sync()
    await apps.write('shop', { description: 'two' })
    await catalog.sync()
    const revisions = await catalog.revisions('shop')
    expect(revisions.map(({ number, manifest }) => [number, manifest.description])).to.deep.equal([
      [2, 'two'],
      [1, 'one'],
    ])
  })

  it('makes no new revision of a manifest that is only written in another way', async () => {
    await apps.write('shop', '{"appName":"Shop","components":[],"owner":"a"}')
    await catalog.sync()
    await apps.write('shop', '{\n  "owner": "a",\n  "components": [],\n  "appName": "Shop"\n}\n')
    await catalog.sync()
    expect(await catalog.revisions('shop')).to.have.length(1)
  })

  it('brings a collision and its end to an app whose folder did not change', async () => {
    await apps.write('my_shop')
    await catalog.sync()
    await apps.write('my-shop')
    const collided = await catalog.sync()
    expect(collided.counts).to.deep.include({ changed: 1, broken: 1, neverValid: 1 })
    expect((await catalog.get('my-shop')).appName).to.equal('my_shop')
    const codes = (await catalog.diagnostics()).map(({ code, file }) => `${code} ${file}`)
    expect(codes).to.deep.equal(['WB401 my-shop/app-manifest.json', 'WB401 my_shop/app-manifest.json'])
    expect((await catalog.sync()).counts).to.deep.include({ unchanged: 2, touched: 0 })
    await apps.remove('my_shop')
    expect((await catalog.sync()).counts).to.deep.include({ removed: 1, recovered: 1 })
    expect((await catalog.get('my-shop')).appName).to.equal('my-shop')
    expect(await catalog.diagnostics()).to.deep.equal([])
  })

  it('follows an app whose folder got another name, and says where it went', async () => {
    await apps.write('shop', { appName: 'Shop' })
    await catalog.sync()
    const { id } = await catalog.get('shop')
    await apps.rename('shop', 'store')
    expect((await catalog.sync()).changes).to.deep.equal([{ kind: 'moved', slug: 'store', from: 'shop' }])
    expect((await catalog.get('store')).id).to.equal(id)
    const error = await failureOf('shop')
    expect(error).to.deep.include({ code: 'APP_MOVED', details: { movedTo: 'store' } })
    expect(error.hint).to.contain('store')
  })

  it('says of an app that it was removed, also by a slug that it had before', async () => {
    for (const name of ['shop', 'blog']) await apps.write(name)
    await catalog.sync()
    await apps.rename('shop', 'store')
    await catalog.sync()
    await apps.remove('store')
    await catalog.sync()
    for (const slug of ['store', 'shop']) {
      const error = await failureOf(slug)
      expect(error.code, slug).to.equal('APP_REMOVED')
      expect(error.details.slug).to.equal('store')
    }
    await apps.write('store', { appName: 'shop' })
    await catalog.sync()
    expect((await catalog.get('store')).revision).to.equal(1)
  })

  it('says of a slug it does not have which ones are near, and none that was removed', async () => {
    for (const name of ['payment-api', 'payment-app', 'blog', 'shop']) await apps.write(name)
    await catalog.sync()
    await apps.remove('shop')
    await catalog.sync()
    const error = await failureOf('paymnet-api')
    expect(error).to.deep.include({ code: 'APP_NOT_FOUND' })
    expect(error.details.suggestions).to.deep.equal(['payment-api', 'payment-app'])
    expect(error.hint).to.equal('Did you mean "payment-api"?')
    expect((await failureOf('shopp')).details.suggestions).to.deep.equal([])
    expect((await rejectionOf(catalog.revisions('blgo'))) as WaybillError).to.have.property(
      'code',
      'APP_NOT_FOUND',
    )
  })

  for (const slug of ['', '\0', '\ud800', '../shop', 'x'.repeat(10_000)]) {
    it(`knows no app ${JSON.stringify(slug.slice(0, 10))}`, async () => {
      expect((await failureOf(slug)).code).to.equal('APP_NOT_FOUND')
    })
  }

  it('lists all current findings, errors first, then by file and place', async () => {
    await apps.write('a', { components: [{ name: 'UPPER_case', type: 'worker', path: '.' }] })
    await apps.write('b', '{ "appName": "", "components": {} }')
    await catalog.sync()
    const findings = await catalog.diagnostics()
    const severities = findings.map(({ severity }) => severity)
    expect(severities).to.include.members(['error', 'warning'])
    expect(severities).to.deep.equal([...severities].sort())
    const errors = findings.filter(({ severity }) => severity === 'error')
    expect(new Set(errors.map(({ file }) => file))).to.deep.equal(new Set(['b/app-manifest.json']))
  })

  it('lists the findings of more apps than fit on a page', async () => {
    await Promise.all(Array.from({ length: 1001 }, (_, index) => apps.write(`app-${index}`, '{')))
    await catalog.sync()
    const findings = await catalog.diagnostics()
    expect(new Set(findings.map(({ file }) => file)).size).to.equal(1001)
    expect(await catalog.diagnostics(), 'of the same version').to.equal(findings)
  })

  it('changes nothing when the source is not there, and keeps the report of that', async () => {
    await apps.write('shop')
    await catalog.sync()
    await apps[Symbol.asyncDispose]()
    expect(await rejectionOf(catalog.sync())).to.have.property('code', 'SOURCE_UNAVAILABLE')
    expect(await slugs()).to.deep.equal(['shop'])
    expect((await catalog.syncs()).map(({ status }) => status)).to.deep.equal(['failed', 'completed'])
  })

  it('shows a sync that runs, by its id, until it has ended', async () => {
    await apps.write('shop')
    const sync = catalog.sync()
    let running = await catalog.syncs()
    while (running.length === 0) running = await catalog.syncs()
    const [first] = running
    expect(first?.status).to.equal('running')
    expect(await catalog.getSync(first?.id as SyncId)).to.deep.include({ status: 'running' })
    const report = await sync
    expect(report.id).to.equal(first?.id)
    expect(await catalog.getSync(report.id)).to.deep.equal(report)
    expect(await catalog.syncs()).to.deep.equal([report])
  })

  it('tells the store of a sync that nobody waits for before it answers', async () => {
    await apps.write('shop')
    const { id } = await catalog.startSync()
    expect((await store.listSyncs({ id })).map(report => report.id)).to.deep.equal([id])
    const report = await until(async () => {
      const found = await catalog.getSync(id)
      return found.status !== 'running' && found
    }, 'the end of the sync')
    expect(report.status).to.equal('completed')
    expect(await catalog.syncs()).to.deep.equal([report])
  })

  it('knows no sync that never was', async () => {
    for (const id of [newId<SyncId>(), 'no uuid' as SyncId]) {
      expect(await rejectionOf(catalog.getSync(id))).to.have.property('code', 'SYNC_NOT_FOUND')
    }
  })

  it('checks the text of a manifest and stores nothing', async () => {
    expect(
      catalog.validate('{"appName":"Shop","components":[{"name":"a","type":"worker","path":"."}]}'),
    ).to.deep.equal({
      valid: true,
      diagnostics: [],
    })
    const { valid, diagnostics } = catalog.validate('{ "appName": "Shop" }')
    expect(valid).to.equal(false)
    expect(diagnostics.map(({ severity }) => severity)).to.include('error')
    expect(await slugs()).to.deep.equal([])
  })

  it('refuses a query and options that do not fit, and names what', async () => {
    const query = (await rejectionOf(catalog.list({ limit: 0, sort: 'size' as 'slug' }))) as WaybillError
    expect(query.code).to.equal('INVALID_INPUT')
    expect(query.issues.map(({ pointer }) => pointer)).to.have.members(['/limit', '/sort'])
    const options = (await rejectionOf(catalog.sync({ force: 'yes' as unknown as boolean }))) as WaybillError
    expect(options.issues.map(({ pointer }) => pointer)).to.deep.equal(['/force'])
    expect(await rejectionOf(catalog.list({ cursor: 'x' }))).to.have.property('code', 'INVALID_INPUT')
  })

  it('syncs no more once it is closed', async () => {
    await catalog.close()
    expect(await rejectionOf(catalog.sync())).to.have.property('code', 'CLOSED')
    expect(await slugs(), 'but can be read').to.deep.equal([])
  })
})
