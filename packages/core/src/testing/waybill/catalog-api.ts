import { expect } from 'chai'
import { describe, it } from 'mocha'
import type { App } from '../../catalog/app.js'
import type { AppQueryInput } from '../../catalog/app-query.js'
import { newId, syncIdSchema } from '../../id/ids.js'
import { expectCode } from '../expect-code.js'
import { until } from '../until.js'
import type { WaybillSubject } from './use-waybill.js'

/** What a caller sees of the catalog. */
export function describeCatalogApi(subject: WaybillSubject): void {
  const slugs = (items: readonly App[]) => items.map(({ slug }) => slug)

  describe('catalog.list', () => {
    const cases: readonly { readonly query: AppQueryInput; readonly expected: readonly string[] }[] = [
      { query: {}, expected: ['billing', 'blog', 'shop'] },
      { query: { q: 'SELL' }, expected: ['shop'] },
      { query: { type: 'worker' }, expected: ['shop'] },
      { query: { owner: 'team-shop' }, expected: ['billing', 'shop'] },
      { query: { tag: 'web' }, expected: ['blog', 'shop'] },
      { query: { status: ['broken'] }, expected: ['typo'] },
      {
        query: { status: ['active', 'broken'], sort: '-slug' },
        expected: ['typo', 'shop', 'blog', 'billing'],
      },
      { query: { status: [] }, expected: ['billing', 'blog', 'shop'] },
      { query: { q: 'no such thing & more' }, expected: [] },
      { query: { owner: undefined, tag: 'money' }, expected: ['shop'] },
    ]
    for (const { query, expected } of cases)
      it(`answers ${JSON.stringify(query)}`, async () => {
        const page = await subject.waybill.catalog.list(query)
        expect(slugs(page.items)).to.deep.equal(expected)
        expect(page).to.include({ total: expected.length, nextCursor: null, version: 1 })
      })

    it('goes on where the page before ended, with its filters and order', async () => {
      const first = await subject.waybill.catalog.list({ sort: '-slug', limit: 2 })
      expect(slugs(first.items)).to.deep.equal(['shop', 'blog'])
      const next = await subject.waybill.catalog.list({ cursor: first.nextCursor ?? '', limit: 2 })
      expect(slugs(next.items)).to.deep.equal(['billing'])
      expect(next.nextCursor).to.equal(null)
    })

    for (const query of [{ limit: 0 }, { limit: 1001 }, { cursor: 'nonsense' }])
      it(`refuses ${JSON.stringify(query)} and points at it`, async () => {
        const error = await expectCode(subject.waybill.catalog.list(query), 'INVALID_INPUT')
        expect(error.issues.map(({ pointer }) => pointer)).to.deep.equal([`/${Object.keys(query)[0]}`])
      })
  })

  describe('catalog.get', () => {
    it('is the app as the list has it', async () => {
      const { items } = await subject.waybill.catalog.list({ q: 'shop' })
      expect(await subject.waybill.catalog.get('shop')).to.deep.equal(items[0])
    })

    it('suggests what may have been meant', async () => {
      const error = await expectCode(subject.waybill.catalog.get('shp'), 'APP_NOT_FOUND')
      expect(error.details.suggestions).to.deep.equal(['shop'])
      expect(error.hint).to.match(/shop/)
    })

    for (const slug of ['', '.', '..', 'a/b', 'shop/revisions', '%2e', '100%', 'ä ö?x=1#y', 'a\\b'])
      it(`finds nothing called ${JSON.stringify(slug)}`, async () => {
        await expectCode(subject.waybill.catalog.get(slug), 'APP_NOT_FOUND')
      })

    it('tells where an app has moved', async () => {
      await subject.removeApp('blog')
      const manifest = { ...(await subject.waybill.catalog.revisions('blog'))[0]?.manifest }
      await subject.writeApp('journal', manifest)
      await subject.waybill.catalog.sync()
      const error = await expectCode(subject.waybill.catalog.get('blog'), 'APP_MOVED')
      expect(error.details).to.include({ movedTo: 'journal' })
    })

    it('tells that an app is removed', async () => {
      await subject.removeApp('blog')
      await subject.waybill.catalog.sync()
      await expectCode(subject.waybill.catalog.get('blog'), 'APP_REMOVED')
    })
  })

  describe('catalog.sync', () => {
    it('reports what it did, and what is read afterwards has it', async () => {
      const before = await subject.waybill.catalog.version()
      await subject.writeApp('new', { appName: 'New', components: [] })
      const report = await subject.waybill.catalog.sync()
      expect(report).to.include({ status: 'completed', dryRun: false, catalogVersion: before.number + 1 })
      expect(report.counts).to.include({ found: 5, added: 1, unchanged: 4 })
      expect(report.changes).to.deep.equal([{ kind: 'added', slug: 'new' }])
      expect((await subject.waybill.catalog.version()).number).to.equal(before.number + 1)
      expect((await subject.waybill.catalog.get('new')).appName).to.equal('New')
      expect(await subject.waybill.catalog.getSync(report.id)).to.deep.equal(report)
      expect((await subject.waybill.catalog.syncs())[0]).to.deep.equal(report)
    })

    it('is started without waiting, and watched to its end', async () => {
      await subject.writeApp('new', { appName: 'New', components: [] })
      const report = await subject.waybill.catalog.startSync()
      expect(report).to.include({ status: 'running', dryRun: false, endedAt: null })
      const ended = await until(async () => {
        const { status, ...rest } = await subject.waybill.catalog.getSync(report.id)
        return status !== 'running' && { status, ...rest }
      }, 'the end of the sync')
      expect(ended).to.include({ id: report.id, status: 'completed' })
      expect(ended.changes).to.deep.equal([{ kind: 'added', slug: 'new' }])
      expect((await subject.waybill.catalog.get('new')).source.syncId).to.equal(report.id)
    })

    it('tells in its report that it was held', async () => {
      for (let index = 0; index < 10; index += 1)
        await subject.writeApp(`extra-${index}`, { appName: `Extra ${index}`, components: [] })
      await subject.waybill.catalog.sync()
      for (let index = 0; index < 10; index += 1) await subject.removeApp(`extra-${index}`)
      const { id } = await subject.waybill.catalog.startSync()
      const ended = await until(async () => {
        const report = await subject.waybill.catalog.getSync(id)
        return report.status !== 'running' && report
      }, 'the end of the sync')
      expect(ended).to.include({ status: 'held' })
      expect(ended.error).to.include({ code: 'SYNC_HELD' })
    })

    it('writes nothing on a dry run', async () => {
      await subject.writeApp('new', { appName: 'New', components: [] })
      const report = await subject.waybill.catalog.sync({ dryRun: true })
      expect(report.changes).to.deep.equal([{ kind: 'added', slug: 'new' }])
      await expectCode(subject.waybill.catalog.get('new'), 'APP_NOT_FOUND')
    })

    it('keeps an app whose manifest broke', async () => {
      await subject.writeApp('shop', '{ "appName": ')
      expect((await subject.waybill.catalog.sync()).counts).to.include({ broken: 1 })
      const app = await subject.waybill.catalog.get('shop')
      expect(app).to.include({ status: 'invalid', appName: 'Shop' })
      expect(app.diagnostics[0]).to.include({ severity: 'error' })
    })

    it('is held when most apps would be removed, and may be forced', async () => {
      for (let index = 0; index < 10; index += 1)
        await subject.writeApp(`extra-${index}`, { appName: `Extra ${index}`, components: [] })
      await subject.waybill.catalog.sync()
      for (let index = 0; index < 10; index += 1) await subject.removeApp(`extra-${index}`)
      const error = await expectCode(subject.waybill.catalog.sync(), 'SYNC_HELD')
      expect(error.details).to.have.property('plan')
      expect((await subject.waybill.catalog.sync({ force: true })).counts).to.include({ removed: 10 })
    })

    it('ends with the reason of its signal', async () => {
      const reason = new Error('enough')
      const signal = AbortSignal.abort(reason)
      const outcome = await subject.waybill.catalog.sync({ signal }).catch((error: unknown) => error)
      expect(outcome).to.equal(reason)
    })

    for (const id of ['', 'nonsense', newId()])
      it(`does not find the report ${id === '' || id === 'nonsense' ? JSON.stringify(id) : 'of another id'}`, async () => {
        const wanted = syncIdSchema.safeParse(id).data ?? (id as ReturnType<typeof syncIdSchema.parse>)
        await expectCode(subject.waybill.catalog.getSync(wanted), 'SYNC_NOT_FOUND')
      })
  })

  describe('revisions, diagnostics and validate', () => {
    it('tell the history of an app, newest first', async () => {
      await subject.writeApp('blog', { appName: 'Blog 2', components: [] })
      await subject.waybill.catalog.sync()
      const revisions = await subject.waybill.catalog.revisions('blog')
      expect(revisions.map(({ number, manifest }) => [number, manifest.appName])).to.deep.equal([
        [2, 'Blog 2'],
        [1, 'Blog'],
      ])
      await expectCode(subject.waybill.catalog.revisions('nothing'), 'APP_NOT_FOUND')
    })

    it('tell every finding', async () => {
      const findings = await subject.waybill.catalog.diagnostics()
      expect(findings[0]).to.include({ severity: 'error', file: 'typo/app-manifest.json' })
    })

    it('check a text', () => {
      expect(subject.waybill.catalog.validate('{"appName": "A", "components": []}')).to.include({
        valid: true,
      })
      const { valid, diagnostics } = subject.waybill.catalog.validate('{"appName": 1}')
      expect(valid).to.equal(false)
      expect(diagnostics[0]).to.include({ severity: 'error' })
    })
  })
}
