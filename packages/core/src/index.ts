export type { App, AppStatus, CatalogVersion, Revision } from './catalog/app.js'
export {
  appSchema,
  appStatuses,
  appStatusSchema,
  catalogVersionSchema,
  revisionSchema,
} from './catalog/app.js'
export type { AppPage, AppQuery, AppQueryInput } from './catalog/app-query.js'
export { appPageSchema, appQuerySchema, listedStatuses } from './catalog/app-query.js'
export { buildApp } from './catalog/build-app.js'
export type { CatalogStore, SyncOutcome, SyncWrite } from './catalog/catalog-store.js'
export { compareText } from './catalog/compare-text.js'
export type { AppPosition } from './catalog/cursor.js'
export { appSortKey, decodeCursor, encodeCursor, makeAppCursor, openAppQuery } from './catalog/cursor.js'
export { buildAppFilter } from './catalog/match-app.js'
export type { ChangeKind, SyncCounts, SyncOptionsInput, SyncReport } from './catalog/sync.js'
export { changeKinds, syncOptionsSchema, syncReportSchema } from './catalog/sync.js'
export type { AppChange, AppWrite, KnownApp, KnownCatalog, SyncPlan } from './catalog/sync-plan.js'
export type { Diagnostic, Fix, Range, RelatedPlace, Severity } from './diagnostic/diagnostic.js'
export { diagnosticSchema, rangeSchema, severities } from './diagnostic/diagnostic.js'
export type {
  Engine,
  EngineEvent,
  EngineInfo,
  EngineJob,
  EngineResult,
  EngineSession,
  SessionClose,
} from './engine/engine.js'
export type { ErrorCode } from './error/error-codes.js'
export { errorCodes } from './error/error-codes.js'
export type { InputIssue, WaybillErrorOptions } from './error/waybill-error.js'
export { isWaybillError, toWaybillError, WaybillError } from './error/waybill-error.js'
export type { Event, EventPage, EventQuery, EventQueryInput, EventType, NewEvent } from './event/event.js'
export { eventPageSchema, eventQuerySchema, eventSchema, eventTypeSchema, eventTypes } from './event/event.js'
export type { EventStore } from './event/event-store.js'
export { makeIdCursor, openIdCursor } from './id/id-cursor.js'
export type { AppId, NewId, RunId, SyncId, WorkspaceId } from './id/ids.js'
export { appIdSchema, newId, runIdSchema, syncIdSchema, workspaceIdSchema } from './id/ids.js'
export type { Clock, Timestamp } from './id/timestamp.js'
export { timestampSchema } from './id/timestamp.js'
export type { Component, Manifest } from './manifest/manifest.js'
export { componentSchema, componentTypes, manifestSchema } from './manifest/manifest.js'
export { MemoryCatalogStore } from './memory/memory-catalog-store.js'
export { MemoryEventStore } from './memory/memory-event-store.js'
export { MemoryRunQueue } from './memory/memory-run-queue.js'
export { MemoryRunStore } from './memory/memory-run-store.js'
export type { MemoryStorageOptions } from './memory/memory-storage.js'
export { memoryStorage } from './memory/memory-storage.js'
export { MemoryWorkspaceStore } from './memory/memory-workspace-store.js'
export type { LogLine } from './run/log-line.js'
export { logLineSchema } from './run/log-line.js'
export { formatNote, noteType } from './run/note.js'
export type {
  EngineDiagnostic,
  PlanSummary,
  Run,
  RunFailure,
  RunKind,
  RunPage,
  RunQuery,
  RunQueryInput,
  RunRecord,
  RunStatus,
} from './run/run.js'
export {
  engineDiagnosticSchema,
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
export type { RunEvent, TransitionResult } from './run/run-state.js'
export { isActive, isHeld, isTerminal, runEvents, runTransitions, transition } from './run/run-state.js'
export type { RunQueue, RunQueueWork, RunWake } from './run/run-queue.js'
export type { Heartbeat, LogChunk, RunClaim, RunGuard, RunStore, StateSnapshot } from './run/run-store.js'
export type { Worker } from './run/worker.js'
export type {
  ManifestFile,
  PathFact,
  Source,
  SourceEntry,
  SourceFolder,
  SourceInfo,
  SourceReadOptions,
} from './source/source.js'
export type { Storage, StorageInfo, Stores } from './storage/storage.js'
export type { Template, TemplateFile, TemplateSettings, TemplateVersion } from './template/template.js'
export { templateSchema, templateSettingsSchema } from './template/template.js'
export type {
  CatalogApi,
  EventsApi,
  Health,
  RunsApi,
  TemplatesApi,
  Waybill,
  WorkspacesApi,
} from './waybill.js'
export type {
  CreateWorkspaceInput,
  Output,
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
  workspaceActions,
  workspacePageSchema,
  workspaceQuerySchema,
  workspaceRecordSchema,
  workspaceSchema,
  workspaceStatuses,
  workspaceStatusSchema,
} from './workspace/workspace.js'
export type { WorkspaceLookup, WorkspaceStore } from './workspace/workspace-store.js'
