import { describe } from 'mocha'
import { describeApps } from './catalog-store/describe-apps.js'
import { describeLists } from './catalog-store/describe-lists.js'
import { describeSlugs } from './catalog-store/describe-slugs.js'
import { describeSyncs } from './catalog-store/describe-syncs.js'
import { describeVersions } from './catalog-store/describe-versions.js'
import { type CatalogStoreUnderTest, useCatalogStore } from './catalog-store/use-catalog-store.js'

/** Describes what every `CatalogStore` does. `makeStore` is called before each test. */
export function describeCatalogStore(name: string, makeStore: () => Promise<CatalogStoreUnderTest>): void {
  describe(`${name} as a CatalogStore`, () => {
    const harness = useCatalogStore(makeStore)
    describeVersions(harness)
    describeApps(harness)
    describeSlugs(harness)
    describeLists(harness)
    describeSyncs(harness)
  })
}
