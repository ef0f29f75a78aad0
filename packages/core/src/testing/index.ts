export {
  changeAppWrite,
  makeAppWrite,
  makeBrokenApp,
  makeDiagnostic,
  makeManifest,
  makeNewEvent,
  makeReadApp,
  makeSyncReport,
} from './catalog-builders.js'
export type { CatalogStoreUnderTest } from './catalog-store/use-catalog-store.js'
export { describeCatalogStore } from './describe-catalog-store.js'
export type { EventStoreUnderTest } from './describe-event-store.js'
export { describeEventStore } from './describe-event-store.js'
