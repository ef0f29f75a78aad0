import { expect } from 'chai'
import fc from 'fast-check'
import { describe, it } from 'mocha'
import { applyPlan } from '../../src/catalog/apply-plan.js'
import { countSync } from '../../src/catalog/count-sync.js'
import { planSync } from '../../src/catalog/plan-sync.js'
import type { KnownCatalog } from '../../src/catalog/sync-plan.js'
import { newId } from '../../src/id/ids.js'
import { MemoryCatalogStore } from '../../src/memory/memory-catalog-store.js'
import type { ReadApp } from '../../src/source/found-app.js'
import {
  makeBrokenApp,
  makeDiagnostic,
  makeReadApp,
  makeSyncReport,
} from '../../src/testing/catalog-builders.js'
import { PlannedCatalog, tell } from './planned-catalog.js'

/** Few folders, many of one slug, and few contents: what is rare in life is common here. */
const folders = ['shop', 'Shop', 'SHOP', 'shop_', 'blog', 'Blog', 'store', '+++'] as const

const folderArbitrary = (folder: string): fc.Arbitrary<ReadApp | undefined> =>
  fc.oneof(
    fc.constant(undefined),
    fc.record({ content: fc.constantFrom('a', 'b', 'c'), touch: fc.nat(1), warns: fc.boolean() }).map(app =>
      makeReadApp(folder, {
        content: app.content,
        fingerprint: `${app.content} ${app.touch} ${app.warns}`,
        diagnostics: app.warns ? [makeDiagnostic({ severity: 'warning' })] : [],
        ...(folder === '+++' ? { slug: '' } : {}),
      }),
    ),
    fc.constantFrom('one error', 'another error').map(message =>
      makeBrokenApp(folder, {
        diagnostics: [makeDiagnostic({ message })],
        fingerprint: message,
        ...(folder === '+++' ? { slug: '' } : {}),
      }),
    ),
    fc.constant({ ...makeBrokenApp(folder), hasManifest: false }),
  )

const sourceArbitrary = fc
  .tuple(...folders.map(folderArbitrary))
  .map(apps => apps.filter(app => app !== undefined))

const historyArbitrary = fc.array(sourceArbitrary, { minLength: 1, maxLength: 6 })

/** Everything but the ids, by folder. */
function shapeOf(known: KnownCatalog): unknown {
  const apps = known.apps.map(({ id: _id, ...app }) => app)
  return apps.sort((a, b) => (a.folder < b.folder ? -1 : 1))
}

describe('planSync, whatever happens to the source', () => {
  it('changes nothing when planned again from its result, read in full or not', () => {
    fc.assert(
      fc.property(historyArbitrary, history => {
        const catalog = new PlannedCatalog()
        for (const apps of history) {
          catalog.sync(...catalog.scan(apps))
          expect(tell(catalog.sync(...apps))).to.deep.equal([])
          expect(tell(catalog.sync(...catalog.scan(apps)))).to.deep.equal([])
        }
      }),
    )
  })

  it('comes to the same catalog whether unchanged folders are read or not', () => {
    fc.assert(
      fc.property(historyArbitrary, history => {
        const [read, skipped] = [new PlannedCatalog(), new PlannedCatalog()]
        for (const apps of history) {
          read.sync(...apps)
          skipped.sync(...skipped.scan(apps))
        }
        expect(shapeOf(skipped.known)).to.deep.equal(shapeOf(read.known))
      }),
    )
  })

  it('comes to the same catalog whether all folders are looked at or those that changed', () => {
    fc.assert(
      fc.property(historyArbitrary, history => {
        const [whole, part] = [new PlannedCatalog(), new PlannedCatalog()]
        for (const [index, apps] of history.entries()) {
          whole.sync(...whole.scan(apps))
          part.syncChanged(history[index - 1] ?? [], apps)
        }
        expect(shapeOf(part.known)).to.deep.equal(shapeOf(whole.known))
      }),
    )
  })

  it('does not depend on the order in which folders are found', () => {
    fc.assert(
      fc.property(historyArbitrary, history => {
        const [forwards, backwards] = [new PlannedCatalog(), new PlannedCatalog()]
        for (const apps of history) {
          forwards.sync(...apps)
          backwards.sync(...apps.toReversed())
        }
        expect(shapeOf(backwards.known)).to.deep.equal(shapeOf(forwards.known))
      }),
    )
  })

  it('keeps slugs unique among the apps that are there, folders unique among all, and every id for ever', () => {
    fc.assert(
      fc.property(historyArbitrary, history => {
        const catalog = new PlannedCatalog()
        for (const apps of history) {
          const ids = catalog.known.apps.map(app => app.id)
          catalog.sync(...apps)
          const slugs = catalog.known.apps.filter(app => app.status !== 'removed').map(app => app.slug)
          expect(slugs).to.have.length(new Set(slugs).size)
          expect(catalog.known.apps).to.have.length(new Set(catalog.known.apps.map(app => app.folder)).size)
          expect(catalog.known.apps.map(app => app.id)).to.include.members(ids)
        }
      }),
    )
  })

  it('has every folder with a manifest in the catalog, in the status that its manifest and its past give it', () => {
    fc.assert(
      fc.property(historyArbitrary, history => {
        const catalog = new PlannedCatalog()
        for (const apps of history) catalog.sync(...apps)
        const last = (history.at(-1) ?? []).filter(app => app.hasManifest)
        const there = catalog.known.apps.filter(app => app.status !== 'removed')
        expect(there.map(app => app.folder)).to.have.members(last.map(app => app.folder))
        for (const app of there) {
          const found = last.find(({ folder }) => folder === app.folder)
          if (app.status === 'active') expect(app.contentHash).to.equal(found?.contentHash)
          if (app.status === 'invalid') expect(app.errors).to.be.greaterThan(0)
          expect(app.contentHash === null, `${app.folder} never was good`).to.equal(app.status === 'broken')
        }
      }),
    )
  })

  it('serves one app of each slug for which there is a good manifest', () => {
    fc.assert(
      fc.property(historyArbitrary, history => {
        const catalog = new PlannedCatalog()
        for (const apps of history) catalog.sync(...apps)
        for (const app of history.at(-1) ?? []) {
          if (app.manifest === undefined || app.slug === '') continue
          const holder = catalog.known.apps.find(
            ({ slug, status }) => slug === app.slug && status !== 'removed',
          )
          expect(holder?.contentHash, app.slug).to.be.a('string')
        }
      }),
    )
  })

  it('is stored as it was planned, and counted as it is stored', async () => {
    await fc.assert(
      fc.asyncProperty(historyArbitrary, async history => {
        const store = new MemoryCatalogStore()
        let known = await store.listKnown()
        for (const [index, found] of history.entries()) {
          const plan = planSync({ found, known, newId })
          const counts = countSync(known, plan)
          const report = makeSyncReport(new Date(index).toISOString(), { counts })
          const { version } = await store.applySync({ plan, report, events: [] })
          known = applyPlan(known, plan, version)
          const stored = await store.listKnown()
          expect(shapeOf(stored)).to.deep.equal(shapeOf(known))
          expect(stored.version).to.equal(known.version)
          expect({ ...countSync(stored), found: 0, unchanged: 0 }).to.deep.include({
            active: counts.active,
            invalid: counts.invalid,
            neverValid: counts.neverValid,
            errors: counts.errors,
            warnings: counts.warnings,
          })
        }
      }),
    )
  })
})
