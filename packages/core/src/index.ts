export type { Principal, Role } from './access/principal.js'
export { includesRole, roleSchema, roles } from './access/principal.js'
export type { CreatedToken, CreateTokenInput, Token, TokenRecord } from './access/token.js'
export { createdTokenSchema, createTokenSchema, tokenListSchema, tokenSchema } from './access/token.js'
export type { TokenStore } from './access/token-store.js'
export type { TokenVerifier, TokenVerifierOptions } from './access/token-verifier.js'
export { makeTokenVerifier } from './access/token-verifier.js'
export type { App, AppStatus, CatalogVersion, Revision } from './catalog/app.js'
export {
  appSchema,
  appStatuses,
  appStatusSchema,
  catalogVersionSchema,
  revisionSchema,
} from './catalog/app.js'
export type { AppPage } from './catalog/app-page.js'
export { appPageSchema } from './catalog/app-page.js'
export type { AppQuery, AppQueryInput } from './catalog/app-query.js'
export { appQuerySchema, listedStatuses } from './catalog/app-query.js'
export { buildApp } from './catalog/build-app.js'
export type { Catalog, CatalogDeps } from './catalog/catalog-service.js'
export { makeCatalog } from './catalog/catalog-service.js'
export type { CatalogStore, SyncOutcome, SyncWrite } from './catalog/catalog-store.js'
export { compareText } from './catalog/compare-text.js'
export type { AppPosition } from './catalog/cursor.js'
export { appSortKey, decodeCursor, encodeCursor, makeAppCursor, openAppQuery } from './catalog/cursor.js'
export type { AppFacets } from './catalog/facets.js'
export { appFacetsSchema, countFacets, facetQueries, mostFacetValues } from './catalog/facets.js'
export { buildAppFilter } from './catalog/match-app.js'
export { revisionOrigin } from './catalog/revision-origin.js'
export type { ChangeKind, SyncCounts, SyncOptions, SyncOptionsInput, SyncReport } from './catalog/sync.js'
export { changeKinds, syncOptionsSchema, syncReportSchema } from './catalog/sync.js'
export type { AppChange, AppWrite, KnownApp, KnownCatalog, SyncPlan } from './catalog/sync-plan.js'
export { lostReport } from './catalog/sync-report.js'
export { createWaybill } from './create-waybill.js'
export type { CreateWaybillOptions, WebhookOptions, WorkerOptions } from './create-waybill-options.js'
export type { ApplyFixesOptions, FixedText } from './diagnostic/apply-fixes.js'
export { applyFixes } from './diagnostic/apply-fixes.js'
export type { RuleName } from './diagnostic/codes.js'
export { diagnosticRules, findRule } from './diagnostic/codes.js'
export { countSeverities } from './diagnostic/count-severities.js'
export type { Diagnostic, Fix, Range, RelatedPlace, Severity } from './diagnostic/diagnostic.js'
export { diagnosticSchema, rangeSchema, severities } from './diagnostic/diagnostic.js'
export { fingerprints } from './diagnostic/fingerprint.js'
export { formatConcise, formatPlace } from './diagnostic/format-concise.js'
export { formatGithub } from './diagnostic/format-github.js'
export { formatGitlab } from './diagnostic/format-gitlab.js'
export type { FormatHumanOptions, HumanPaints, Paint } from './diagnostic/format-human.js'
export { formatHuman } from './diagnostic/format-human.js'
export { formatJson } from './diagnostic/format-json.js'
export { formatJsonLines } from './diagnostic/format-json-lines.js'
export type { FormatJunitOptions } from './diagnostic/format-junit.js'
export { formatJunit } from './diagnostic/format-junit.js'
export type { FormatSarifOptions } from './diagnostic/format-sarif.js'
export { formatSarif } from './diagnostic/format-sarif.js'
export { formatSummary } from './diagnostic/format-summary.js'
export { printable } from './diagnostic/printable.js'
export type { DiagnosticRule, RuleDescription, RuleExample } from './diagnostic/rule.js'
export type {
  ApprovedPlan,
  Engine,
  EngineEvent,
  EngineInfo,
  EngineJob,
  EngineResult,
  EngineSession,
  LeftState,
  SessionClose,
} from './engine/engine.js'
export type { SimulatedEngineOptions } from './engine/simulated-engine.js'
export { simulatedEngine } from './engine/simulated-engine.js'
export type { ErrorCode } from './error/error-codes.js'
export { errorCodes } from './error/error-codes.js'
export type { InputIssue, WaybillErrorOptions } from './error/waybill-error.js'
export { isWaybillError, toWaybillError, WaybillError } from './error/waybill-error.js'
export type { Event, EventPage, EventQuery, EventQueryInput, EventType, NewEvent } from './event/event.js'
export { eventPageSchema, eventQuerySchema, eventSchema, eventTypeSchema, eventTypes } from './event/event.js'
export type { EventStore } from './event/event-store.js'
export type { FollowEventsOptions } from './event/follow-events.js'
export { buildEventFilter } from './event/match-event.js'
export type { Health } from './health.js'
export { healthSchema } from './health.js'
export { durationSchema, parseDurationMs } from './id/duration.js'
export { makeIdCursor, openIdCursor } from './id/id-cursor.js'
export type { AppId, NewId, RunId, SyncId, WorkspaceId } from './id/ids.js'
export { appIdSchema, newId, runIdSchema, syncIdSchema, workspaceIdSchema } from './id/ids.js'
export type { Clock, Timestamp } from './id/timestamp.js'
export { timestampSchema } from './id/timestamp.js'
export type {
  AnswerClaim,
  AnswerKey,
  AnswerStore,
  ClaimOutcome,
  StoredAnswer,
} from './idempotency/answer-store.js'
export type { LogEntry, OnLog } from './log/log-entry.js'
export type { CheckedManifest, CheckManifestOptions } from './manifest/check-manifest.js'
export { checkManifest } from './manifest/check-manifest.js'
export { contentHash } from './manifest/content-hash.js'
export { maxManifestBytes } from './manifest/decode-manifest.js'
export type { ExtraFinding, ExtraRule, ExtraRuleContext } from './manifest/extra-rule.js'
export { ignoreKey } from './manifest/ignores.js'
export type { Component, Manifest } from './manifest/manifest.js'
export { componentSchema, componentTypes, manifestSchema } from './manifest/manifest.js'
export { manifestJsonSchema } from './manifest/manifest-json-schema.js'
export type { ParsedManifest, ParseManifestOptions } from './manifest/parse-manifest.js'
export { hasErrors, parseManifest } from './manifest/parse-manifest.js'
export { MemoryAnswerStore } from './memory/memory-answer-store.js'
export { MemoryCatalogStore } from './memory/memory-catalog-store.js'
export { MemoryEventStore } from './memory/memory-event-store.js'
export { MemoryRunQueue } from './memory/memory-run-queue.js'
export { MemoryRunStore } from './memory/memory-run-store.js'
export type { MemoryStorageOptions } from './memory/memory-storage.js'
export { memoryStorage } from './memory/memory-storage.js'
export { MemoryTokenStore } from './memory/memory-token-store.js'
export { MemoryWebhookStore } from './memory/memory-webhook-store.js'
export { MemoryWorkspaceStore } from './memory/memory-workspace-store.js'
export { forRequest } from './request/for-request.js'
export type { RequestOrigin } from './request/request-origin.js'
export { laneOf, lanesOf } from './run/lane.js'
export { LineSplitter } from './run/line-splitter.js'
export type { LogLine } from './run/log-line.js'
export { logLineSchema } from './run/log-line.js'
export { formatNote, noteType } from './run/note.js'
export type { QueuePlace } from './run/queue-place.js'
export type {
  Approval,
  ApprovalPolicy,
  Drift,
  EngineDiagnostic,
  LedgerEntry,
  Plan,
  PlannedChange,
  PlanSummary,
  Run,
  RunFailure,
  RunKind,
  RunPage,
  RunQuery,
  RunQueryInput,
  RunRecord,
  RunStatus,
  UncertainResource,
} from './run/run.js'
export {
  approvalPolicySchema,
  changeActions,
  engineDiagnosticSchema,
  ledgerEntrySchema,
  planSchema,
  planSummarySchema,
  runActions,
  runFailureSchema,
  runKindSchema,
  runKinds,
  runPageSchema,
  runQuerySchema,
  runRecordSchema,
  runSchema,
  runStatuses,
  runStatusSchema,
} from './run/run.js'
export type { RunQueue, RunQueueWork, RunWake } from './run/run-queue.js'
export type { RunEvent, TransitionResult } from './run/run-state.js'
export { isActive, isHeld, isTerminal, runEvents, runTransitions, transition } from './run/run-state.js'
export type {
  Heartbeat,
  LogChunk,
  RunClaim,
  RunGuard,
  RunStore,
  StateSnapshot,
  StoredPlan,
  StoredRunQuery,
} from './run/run-store.js'
export type { StateEntry } from './run/state-entry.js'
export { stateEntrySchema } from './run/state-entry.js'
export type { Worker } from './run/worker.js'
export type { CheckFolderOptions } from './source/check-folder.js'
export { checkFolder } from './source/check-folder.js'
export { type CatalogDiff, diffSources } from './source/diff-sources.js'
export { directorySource } from './source/directory-source.js'
export type { FoundApp, ReadApp, UnchangedApp } from './source/found-app.js'
export type { GitSourceOptions } from './source/git/git-repository.js'
export { gitSource } from './source/git/git-source.js'
export type { ScanOptions, ScanResult } from './source/scan.js'
export { scan } from './source/scan.js'
export type { ScanSourceOptions } from './source/scan-source.js'
export { scanSource } from './source/scan-source.js'
export { reservedSlugs, slugify } from './source/slug.js'
export type {
  ManifestFile,
  PathFact,
  Source,
  SourceEntry,
  SourceFolder,
  SourceInfo,
  SourceReadOptions,
  WatchOptions,
} from './source/source.js'
export type { Storage, StorageInfo, Stores } from './storage/storage.js'
export type { PoolReport, RunCount, StorageReport } from './storage/storage-report.js'
export type { ParametersResult } from './template/parameter-schema.js'
export { checkParameters } from './template/parameter-schema.js'
export { simulatedTemplate } from './template/simulated-template.js'
export type {
  Template,
  TemplateCheck,
  TemplateFile,
  TemplateSettings,
  TemplateVersion,
} from './template/template.js'
export { templateCheckSchema, templateSchema, templateSettingsSchema } from './template/template.js'
export type {
  CatalogApi,
  DestroyOptions,
  EventsApi,
  RunsApi,
  TemplatesApi,
  TokensApi,
  Waybill,
  WebhooksApi,
  WorkspacesApi,
} from './waybill.js'
export type {
  CreatedWebhook,
  CreateWebhookInput,
  Delivery,
  DeliveryPage,
  DeliveryQuery,
  DeliveryQueryInput,
  PatchWebhookInput,
  RotateSecretInput,
  Webhook,
  WebhookRecord,
  WebhookSecrets,
} from './webhook/webhook.js'
export {
  createdWebhookSchema,
  createWebhookSchema,
  deliveryPageSchema,
  deliveryQuerySchema,
  deliverySchema,
  patchWebhookSchema,
  rotateSecretSchema,
  webhookListSchema,
  webhookSchema,
} from './webhook/webhook.js'
export type { WebhookRequest, WebhookResponse, WebhookSender } from './webhook/webhook-sender.js'
export type {
  ClaimedDelivery,
  DeliveryOutcome,
  NewDelivery,
  WebhookStore,
} from './webhook/webhook-store.js'
export type { OutdatedUpdate, UpdateOutdatedInput } from './workspace/update-outdated.js'
export { outdatedUpdateSchema, updateOutdatedSchema } from './workspace/update-outdated.js'
export type {
  CreateWorkspaceInput,
  Output,
  PatchWorkspaceInput,
  StartRunInput,
  Workspace,
  WorkspacePage,
  WorkspaceQuery,
  WorkspaceQueryInput,
  WorkspaceRecord,
  WorkspaceStatus,
} from './workspace/workspace.js'
export {
  createWorkspaceSchema,
  outputSchema,
  patchWorkspaceSchema,
  startRunSchema,
  workspaceActions,
  workspacePageSchema,
  workspaceQuerySchema,
  workspaceRecordSchema,
  workspaceSchema,
  workspaceStatuses,
  workspaceStatusSchema,
} from './workspace/workspace.js'
export type { WorkspaceLimits } from './workspace/workspace-limits.js'
export { workspaceStatus } from './workspace/workspace-status.js'
export type { WorkspaceLookup, WorkspaceStore } from './workspace/workspace-store.js'
