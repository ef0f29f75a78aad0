import type { CreatedToken, CreateTokenInput, Token } from './access/token.js'
import type { App, CatalogVersion, Revision } from './catalog/app.js'
import type { AppPage } from './catalog/app-page.js'
import type { AppQueryInput } from './catalog/app-query.js'
import type { SyncOptionsInput, SyncReport } from './catalog/sync.js'
import type { Diagnostic } from './diagnostic/diagnostic.js'
import type { Event, EventPage, EventQueryInput } from './event/event.js'
import type { FollowEventsOptions } from './event/follow-events.js'
import type { Health } from './health.js'
import type { RunId, SyncId } from './id/ids.js'
import type { LogLine } from './run/log-line.js'
import type { LedgerEntry, Run, RunPage, RunQueryInput } from './run/run.js'
import type { StateSnapshot } from './run/run-store.js'
import type { StateEntry } from './run/state-entry.js'
import type { Template, TemplateCheck } from './template/template.js'
import type {
  CreatedWebhook,
  CreateWebhookInput,
  Delivery,
  DeliveryPage,
  DeliveryQueryInput,
  PatchWebhookInput,
  RotateSecretInput,
  Webhook,
} from './webhook/webhook.js'
import type { OutdatedUpdate, UpdateOutdatedInput } from './workspace/update-outdated.js'
import type {
  CreateWorkspaceInput,
  Output,
  PatchWorkspaceInput,
  StartRunInput,
  Workspace,
  WorkspacePage,
  WorkspaceQueryInput,
} from './workspace/workspace.js'

/** Apps, kept in step with the source. */
export interface CatalogApi {
  /**
   * Scans the source and applies what changed; read-your-writes. Joins a sync that has not begun to read. With
   * `dryRun` nothing is written, and a sync that would be held says so in its report. `changed`: names of the only
   * folders that may have changed since the last successful sync of this object, for whoever watches the source; it
   * makes the sync cheap and is not sent over HTTP.
   * @throws WaybillError `SOURCE_UNAVAILABLE`, `SYNC_HELD` (with the plan in `details`), `SYNC_CONFLICT` when
   * other syncs were quicker again and again, which may be retried
   */
  sync(
    options?: SyncOptionsInput & {
      readonly actor?: string
      readonly changed?: ReadonlySet<string>
      readonly signal?: AbortSignal
    },
  ): Promise<SyncReport>
  /**
   * Queues a sync, or joins one, and answers its report as it is now, `running`: `getSync` tells how far it has come
   * and how it ended, in this process also before its end.
   */
  startSync(options?: { readonly force?: boolean; readonly actor?: string }): Promise<SyncReport>
  version(): Promise<CatalogVersion>
  list(query?: AppQueryInput): Promise<AppPage>
  /** @throws WaybillError `APP_NOT_FOUND` (with `suggestions`), `APP_MOVED` (with `movedTo`), `APP_REMOVED` */
  get(slug: string): Promise<App>
  /** Newest first. @throws as `get` */
  revisions(slug: string): Promise<readonly Revision[]>
  /** Every current finding, errors first. */
  diagnostics(): Promise<readonly Diagnostic[]>
  /** Checks the text of a manifest without its files and stores nothing. */
  validate(text: string): { readonly valid: boolean; readonly diagnostics: readonly Diagnostic[] }
  syncs(): Promise<readonly SyncReport[]>
  /** @throws WaybillError `SYNC_NOT_FOUND` */
  getSync(id: SyncId): Promise<SyncReport>
}

/** How a workspace is ended. */
export interface DestroyOptions {
  readonly actor?: string
  /** Forgets it without destroying anything: what it has made stays where it is. Default false. */
  readonly orphan?: boolean
  /** Nobody waits for it. Default false. */
  readonly background?: boolean
  /** Only if it was changed last at this time. */
  readonly ifUpdatedAt?: string
}

/** Provisioned instances of apps. */
export interface WorkspacesApi {
  /**
   * Queues the provision of an app.
   * @throws WaybillError `APP_NOT_FOUND`, `APP_BROKEN`, `APP_REMOVED`, `NAME_TAKEN`, `TEMPLATE_NOT_FOUND`,
   * `TEMPLATE_INVALID`, `INVALID_INPUT` (with pointers)
   */
  create(input: CreateWorkspaceInput): Promise<Workspace>
  list(query?: WorkspaceQueryInput): Promise<WorkspacePage>
  /** @throws WaybillError `WORKSPACE_NOT_FOUND` */
  get(idOrName: string): Promise<Workspace>
  /**
   * Queues its end, once: again, it answers the same; already destroyed, too.
   * @throws WaybillError `WORKSPACE_NOT_FOUND`, `PRECONDITION_FAILED`, `WORKSPACE_CONFLICT` when its states have diverged, `RUN_CONFLICT`
   * for an orphan whose run is executed
   */
  destroy(idOrName: string, options?: DestroyOptions): Promise<Workspace>
  /**
   * Changes name, owner or end, without a run.
   * @throws WaybillError `WORKSPACE_NOT_FOUND`, `NAME_TAKEN`, `INVALID_INPUT`, `WORKSPACE_CONFLICT` when it is on its
   * way out, `LIMIT_REACHED` of the new owner
   */
  patch(idOrName: string, input: PatchWorkspaceInput): Promise<Workspace>
  /**
   * Queues an update, a speculative plan (also of a manifest that is not in the catalog), or a refresh.
   * @throws WaybillError `WORKSPACE_NOT_FOUND`, `RUN_CONFLICT` when a run has not ended, `WORKSPACE_CONFLICT`,
   * `APP_REMOVED`, `TEMPLATE_NOT_FOUND`, `TEMPLATE_INVALID`, `INVALID_INPUT` (with pointers)
   */
  startRun(idOrName: string, input: StartRunInput): Promise<Run>
  /**
   * Queues an update of every workspace whose app or template has a newer version, in the background; says which
   * ones cannot be updated now, and why.
   * @throws WaybillError `INVALID_INPUT`
   */
  updateOutdated(input?: UpdateOutdatedInput): Promise<OutdatedUpdate>
  /**
   * All outputs but `endpoints`. The sensitive ones have no value unless `reveal` asks for it; the change feed then
   * tells who looked.
   * @throws WaybillError `WORKSPACE_NOT_FOUND`
   */
  outputs(
    idOrName: string,
    options?: { readonly reveal?: boolean; readonly actor?: string },
  ): Promise<Readonly<Record<string, Output>>>
  /** What is kept of its states, newest first. @throws WaybillError `WORKSPACE_NOT_FOUND` */
  states(idOrName: string): Promise<readonly StateEntry[]>
  /** A state as the engine wrote it; default the newest. @throws WaybillError `WORKSPACE_NOT_FOUND`, `STATE_NOT_FOUND` */
  readState(idOrName: string, stateId?: string): Promise<StateSnapshot>
  /**
   * Makes an earlier state the newest again, with the next serial.
   * @throws WaybillError `WORKSPACE_NOT_FOUND`, `STATE_NOT_FOUND`, `RUN_CONFLICT` when a run has not ended,
   * `WORKSPACE_CONFLICT` when its states have diverged
   */
  restoreState(idOrName: string, stateId: string, options?: { readonly actor?: string }): Promise<StateEntry>
  /**
   * Says which state holds of a workspace whose states have diverged; what waited for that goes on.
   * @throws WaybillError `WORKSPACE_NOT_FOUND`, `STATE_NOT_FOUND`, `WORKSPACE_CONFLICT` when they have not,
   * `RUN_CONFLICT` while a run is executed
   */
  chooseState(idOrName: string, stateId: string, options?: { readonly actor?: string }): Promise<Workspace>
}

/** Executions. */
export interface RunsApi {
  list(query?: RunQueryInput): Promise<RunPage>
  /** @throws WaybillError `RUN_NOT_FOUND` */
  get(id: RunId): Promise<Run>
  /**
   * How far each resource of it is known to have come; empty before its first apply.
   * @throws WaybillError `RUN_NOT_FOUND`
   */
  ledger(id: RunId): Promise<readonly LedgerEntry[]>
  /** The stored log from `offset` (bytes, default 0), at most `limitBytes` (default 1 MiB). @throws `RUN_NOT_FOUND` */
  readLog(
    id: RunId,
    range?: { readonly offset?: number; readonly limitBytes?: number },
  ): Promise<{
    readonly offset: number
    readonly bytes: Uint8Array
    readonly size: number
    readonly ended: boolean
  }>
  /** Yields the log's lines from `offset` on, until the run has ended and its log is whole. @throws `RUN_NOT_FOUND` */
  follow(
    id: RunId,
    options?: { readonly offset?: number; readonly signal?: AbortSignal },
  ): AsyncIterable<LogLine>
  /**
   * Stops it gracefully; with `force`, 10 s after that was asked for, its processes are killed.
   * @throws WaybillError `RUN_NOT_FOUND`, `RUN_CONFLICT` when it has ended or it is too early for force
   */
  cancel(id: RunId, options?: { readonly actor?: string; readonly force?: boolean }): Promise<Run>
  /**
   * Agrees to the plan of a run that is `planned`: that plan is applied, by any worker. With `import`, what is
   * certain to exist and is missing in the state is taken in first, and the plan is made anew.
   * @throws WaybillError `RUN_NOT_FOUND`, `RUN_CONFLICT`
   */
  approve(id: RunId, options?: { readonly actor?: string; readonly import?: boolean }): Promise<Run>
  /** Drops the plan of a run that is `planned`, or a pending run. @throws WaybillError `RUN_NOT_FOUND`, `RUN_CONFLICT` */
  discard(id: RunId, options?: { readonly actor?: string }): Promise<Run>
  /**
   * Queues the same run again, the workspace's newest one that ended without being applied.
   * @throws WaybillError `RUN_NOT_FOUND`, `RUN_CONFLICT`
   */
  retry(id: RunId, options?: { readonly actor?: string }): Promise<Run>
}

/** What turns apps into infrastructure. */
export interface TemplatesApi {
  list(): Promise<readonly Template[]>
  /** Proves one without creating anything. @throws WaybillError `TEMPLATE_NOT_FOUND`, `TEMPLATE_INVALID` */
  check(name: string): Promise<TemplateCheck>
}

/** The change feed. */
export interface EventsApi {
  /** @throws WaybillError `EVENTS_GONE` when what comes after `after` is not kept any more */
  list(query?: EventQueryInput): Promise<EventPage>
  /**
   * Yields every event after `after` (default: the newest of all), in order and without a gap, as they are
   * committed. It ends only by its signal or by `break`; where the feed cannot be reached it throws, and may be
   * taken up again with the number of the last event seen.
   * @throws WaybillError `EVENTS_GONE`
   */
  follow(options?: FollowEventsOptions): AsyncIterable<Event>
}

/** Who may use the API from elsewhere. */
export interface TokensApi {
  /** Newest first, also those that do not hold any more. */
  list(): Promise<readonly Token[]>
  /** Answers its secret, once. @throws WaybillError `INVALID_INPUT` (with pointers), `NAME_TAKEN` */
  create(input: CreateTokenInput): Promise<CreatedToken>
  /** By id or name; every server refuses it from now on. @throws WaybillError `TOKEN_NOT_FOUND` */
  revoke(idOrName: string, options?: { readonly actor?: string }): Promise<Token>
}

/** Who hears of events elsewhere. */
export interface WebhooksApi {
  /** Oldest first. */
  list(): Promise<readonly Webhook[]>
  /** @throws WaybillError `WEBHOOK_NOT_FOUND` */
  get(id: string): Promise<Webhook>
  /** Answers its secret, once; it hears of what happens from now on. @throws WaybillError `INVALID_INPUT` */
  create(input: CreateWebhookInput): Promise<CreatedWebhook>
  /** @throws WaybillError `WEBHOOK_NOT_FOUND`, `INVALID_INPUT` */
  update(id: string, input: PatchWebhookInput): Promise<Webhook>
  /**
   * Answers its new secret, once; the earlier one signs as well for the time of `overlap`.
   * @throws WaybillError `WEBHOOK_NOT_FOUND`, `INVALID_INPUT`
   */
  rotateSecret(id: string, input?: RotateSecretInput): Promise<CreatedWebhook>
  /** With the record of its messages. @throws WaybillError `WEBHOOK_NOT_FOUND` */
  delete(id: string, options?: { readonly actor?: string }): Promise<void>
  /** Sends a message of the type `webhook.ping`. @throws WaybillError `WEBHOOK_NOT_FOUND` */
  ping(id: string): Promise<Delivery>
  /** Its messages, newest first. @throws WaybillError `WEBHOOK_NOT_FOUND`, `INVALID_INPUT` */
  deliveries(id: string, query?: DeliveryQueryInput): Promise<DeliveryPage>
  /** Sends a message again, under the same id. @throws WaybillError `WEBHOOK_NOT_FOUND` */
  redeliver(id: string, deliveryId: string): Promise<Delivery>
}

/** Waybill, in process or over HTTP: the same to a caller. */
export interface Waybill extends AsyncDisposable {
  readonly catalog: CatalogApi
  readonly workspaces: WorkspacesApi
  readonly runs: RunsApi
  readonly templates: TemplatesApi
  readonly events: EventsApi
  readonly tokens: TokensApi
  readonly webhooks: WebhooksApi
  health(): Promise<Health>
  /**
   * Drains: claims nothing more, waits for what runs, and leaves what takes too long to be taken up again; then
   * closes the storage. Callable twice.
   */
  close(): Promise<void>
}
