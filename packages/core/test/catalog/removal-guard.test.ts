import { expect } from 'chai'
import { describe, it } from 'mocha'
import { planSync } from '../../src/catalog/plan-sync.js'
import { checkRemovals, heldError } from '../../src/catalog/removal-guard.js'
import { newId } from '../../src/id/ids.js'
import { makeBrokenApp, makeReadApp } from '../../src/testing/catalog-builders.js'
import { PlannedCatalog } from './planned-catalog.js'

const cases = [
  { rule: 'the first sync of an empty source goes', before: 0, left: 0, held: undefined },
  { rule: 'a sync that adds goes', before: 0, left: 20, held: undefined },
  { rule: 'the removal of 5 of 6 goes', before: 6, left: 1, held: undefined },
  { rule: 'the removal of 6 of 7 is held', before: 7, left: 1, held: 'most-removed' },
  { rule: 'the removal of just half goes', before: 20, left: 10, held: undefined },
  { rule: 'the removal of one more than half is held', before: 20, left: 9, held: 'most-removed' },
  {
    rule: 'the removal of the only app is held, for the source is empty',
    before: 1,
    left: 0,
    held: 'source-empty',
  },
  { rule: 'the removal of all is held, for the source is empty', before: 20, left: 0, held: 'source-empty' },
] as const

const apps = (count: number) => Array.from({ length: count }, (_, index) => makeReadApp(`app-${index}`))

describe('checkRemovals', () => {
  for (const { rule, before, left, held } of cases) {
    it(rule, () => {
      const { known } = sync(new PlannedCatalog(), apps(before))
      const plan = planSync({ found: apps(left), known, newId })
      const hold = checkRemovals(plan, known)
      expect(hold?.reason).to.equal(held)
      if (hold !== undefined) expect(hold).to.deep.include({ removed: before - left, apps: before })
    })
  }

  it('does not count apps that were removed before', () => {
    const catalog = sync(new PlannedCatalog(), apps(40))
    sync(catalog, apps(20))
    const plan = planSync({ found: apps(9), known: catalog.known, newId })
    expect(checkRemovals(plan, catalog.known)).to.deep.include({ removed: 11, apps: 20 })
  })

  it('does not take moved apps for removed ones', () => {
    const catalog = sync(new PlannedCatalog(), apps(20))
    const found = apps(20).map(app => ({ ...app, folder: `new-${app.folder}`, slug: `new-${app.slug}` }))
    const plan = planSync({ found, known: catalog.known, newId })
    expect(checkRemovals(plan, catalog.known)).to.equal(undefined)
  })

  it('does not take broken apps for removed ones, and folders without manifests for apps', () => {
    const catalog = sync(new PlannedCatalog(), apps(20))
    const broken = apps(20).map(app => makeBrokenApp(app.folder))
    const brokenPlan = planSync({ found: broken, known: catalog.known, newId })
    expect(checkRemovals(brokenPlan, catalog.known)).to.equal(undefined)
    const bare = broken.map(app => ({ ...app, hasManifest: false }))
    const barePlan = planSync({ found: bare, known: catalog.known, newId })
    expect(checkRemovals(barePlan, catalog.known)?.reason).to.equal('source-empty')
  })

  for (const { reason, text } of [
    { reason: 'most-removed', text: 'The sync would remove 8 of 9 apps. Nothing was changed.' },
    {
      reason: 'source-empty',
      text: 'No app was found in the source, but the catalog has 9. Nothing was changed.',
    },
  ] as const) {
    it(`says what would be lost and what to do: ${reason}`, () => {
      const hold = { reason, removed: 8, apps: 9 }
      const error = heldError(hold, { syncId: 'x' })
      expect(error).to.deep.include({ code: 'SYNC_HELD', message: text, details: { syncId: 'x', hold } })
      expect(error.hint).to.contain('force')
    })
  }
})

function sync(catalog: PlannedCatalog, found: ReturnType<typeof apps>): PlannedCatalog {
  catalog.sync(...found)
  return catalog
}
