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
export type { AnswerStoreUnderTest } from './describe-answer-store.js'
export { describeAnswerStore } from './describe-answer-store.js'
export { describeCatalogStore } from './describe-catalog-store.js'
export { describeEngine } from './describe-engine.js'
export type { EventStoreUnderTest } from './describe-event-store.js'
export { describeEventStore } from './describe-event-store.js'
export { describeRunQueue } from './describe-run-queue.js'
export { describeRunStore } from './describe-run-store.js'
export { describeSource, type SourceUnderTest } from './describe-source.js'
export { describeStorage } from './describe-storage.js'
export { describeTokenStore, makeTokenRecord } from './describe-token-store.js'
export { describeWaybill } from './describe-waybill.js'
export { describeWebhookStore, makeWebhookRecord } from './describe-webhook-store.js'
export { describeWorkspaceStore } from './describe-workspace-store.js'
export type { EngineSuiteOptions, EngineSuiteTemplate, EngineUnderTest } from './engine/engine-harness.js'
export { expectCode } from './expect-code.js'
export type { StorageUnderTest } from './storage/use-storage.js'
export type { UntilOptions } from './until.js'
export { rejection, until } from './until.js'
export type { OpenWaybill, WaybillUnderTest } from './waybill/use-waybill.js'
export {
  makePlan,
  makeRunRecord,
  makeStateSnapshot,
  makeTemplateVersion,
  makeWorkspaceRecord,
} from './workspace-builders.js'
