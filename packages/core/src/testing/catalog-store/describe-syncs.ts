import { expect } from 'chai'
import { describe, it } from 'mocha'
import { syncReportSchema } from '../../catalog/sync.js'
import { newId, type SyncId } from '../../id/ids.js'
import { makeAppWrite, makeSyncReport } from '../catalog-builders.js'
import { type CatalogStoreHarness, changeEach } from './use-catalog-store.js'

/** The reports of syncs. */
export function describeSyncs(harness: CatalogStoreHarness): void {
  describe('syncs', () => {
    it('keeps none at first', async () => {
      expect(await harness.store.listSyncs({})).to.deep.equal([])
      expect(await harness.store.listSyncs({ id: newId<SyncId>() })).to.deep.equal([])
    })

    it('keeps a completed report with the version that holds its result', async () => {
      const report = await harness.apply(changeEach('added', makeAppWrite({ slug: 'shop' })), {
        report: { source: { kind: 'git', location: 'https://example.com/é.git', commit: 'c0ffee' } },
      })
      const unchanged = await harness.apply([])
      expect(await harness.store.listSyncs({})).to.deep.equal([
        { ...unchanged, catalogVersion: 1 },
        { ...report, catalogVersion: 1 },
      ])
    })

    for (const status of ['held', 'failed'] as const) {
      it(`keeps a report that is ${status}, without a version`, async () => {
        const error = { code: 'SYNC_HELD', message: 'It would remove 9 of 10 apps.' }
        const report = await harness.apply([], { report: { status, error } })
        expect(await harness.store.listSyncs({})).to.deep.equal([{ ...report, catalogVersion: null }])
        expect((await harness.store.getVersion()).number).to.equal(0)
      })
    }

    it('tells of one that runs, how far it is, and then how it ended (needs noteSync)', async function () {
      if (harness.store.noteSync === undefined) this.skip()
      const end = makeSyncReport('2026-01-31T09:30:00.000Z')
      const start = { ...end, status: 'running', endedAt: null, durationMs: null } as const
      await harness.store.noteSync(start)
      expect(await harness.store.listSyncs({ id: end.id })).to.deep.equal([start])
      const further = { ...start, counts: { ...start.counts, found: 7 } }
      await harness.store.noteSync(further)
      expect(await harness.store.listSyncs({})).to.deep.equal([further])
      await harness.apply([], { report: end })
      await harness.store.noteSync(further)
      const stored = await harness.store.listSyncs({})
      expect(stored.map(({ id, status, counts }) => ({ id, status, found: counts.found }))).to.deep.equal([
        { id: end.id, status: 'completed', found: end.counts.found },
      ])
    })

    it('lists the newest first, at most the limit, 50 without one', async () => {
      const ids: string[] = []
      for (let index = 0; index < 52; index++) ids.unshift((await harness.apply([])).id)
      const listed = async (limit?: number) =>
        (await harness.store.listSyncs(limit === undefined ? {} : { limit })).map(report => report.id)
      expect(await listed()).to.deep.equal(ids.slice(0, 50))
      expect(await listed(2)).to.deep.equal(ids.slice(0, 2))
      expect(await listed(100)).to.deep.equal(ids)
    })

    it('finds one by its id, as it fits the schema', async () => {
      const report = await harness.apply(changeEach('added', makeAppWrite({ slug: 'shop' })))
      await harness.apply([])
      const found = await harness.store.listSyncs({ id: report.id })
      expect(found.map(({ id }) => id)).to.deep.equal([report.id])
      expect(syncReportSchema.parse(found[0])).to.deep.equal(found[0])
    })
  })
}
