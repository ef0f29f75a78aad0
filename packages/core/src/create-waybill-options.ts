import type { Engine } from './engine/engine.js'
import type { Clock } from './id/timestamp.js'
import type { OnLog } from './log/log-entry.js'
import type { ExtraRule } from './manifest/extra-rule.js'
import type { Source } from './source/source.js'
import type { Storage } from './storage/storage.js'
import type { WebhookSender } from './webhook/webhook-sender.js'
import type { WorkspaceLimits } from './workspace/workspace-limits.js'

/** How this process executes runs. */
export interface WorkerOptions {
  /** Runs at the same time. @default 2 */
  readonly slots?: number
  /** Kinds of work that only this worker takes, as templates ask for them (`worker` in template.json). @default none */
  readonly tags?: readonly string[]
  /** Names the worker, for as long as the process lives and never again. @default a random id */
  readonly id?: string
  /** The machine it is on. @default what stands before the first `/` of its id */
  readonly host?: string
  /**
   * Whether a worker is proven dead, so that its runs are taken over without waiting for their leases; false where
   * nothing is proven. @default nobody is
   */
  readonly isDead?: (workerId: string) => boolean
  /**
   * How long a run stays with a worker that does not answer, in ms. After half of it without the database the
   * engine is interrupted. @default 180000
   */
  readonly leaseMs?: number
  /** Time between two looks for runs that were left, in ms. @default 10000, or a sixth of a shorter lease */
  readonly sweepEveryMs?: number
  /** Days that logs, events, reports of syncs and destroyed workspaces are kept; looked at every hour. @default 90 */
  readonly retentionDays?: number
  /** Tries of a run before it is given up. @default 5 */
  readonly maxAttempts?: number
}

/** How events get to webhooks. */
export interface WebhookOptions {
  readonly sender: WebhookSender
  /** Sends what is due in this process; `false` only checks URLs. @default true */
  readonly deliver?: boolean
}

/** What a Waybill is made of. */
export interface CreateWaybillOptions {
  /** Where apps are read from. */
  readonly source: Source
  /** Where everything is kept; it is closed with the Waybill. @default memoryStorage() */
  readonly storage?: Storage
  /** Rules beside Waybill's own that manifests are checked by. @default none */
  readonly extraRules?: readonly ExtraRule[]
  /** What executes runs; they are closed with the Waybill. The simulated engine is always there besides. @default none */
  readonly engines?: readonly Engine[]
  /** The directory that holds one folder per template. @default only the built-in template `simulated` */
  readonly templates?: string
  /** Template of workspaces that name none. @default the only one, where there is one only */
  readonly defaultTemplate?: string
  /** Most workspaces that are not destroyed. @default no limit */
  readonly limits?: WorkspaceLimits
  /** Executes runs in this process; `false` does not. @default { slots: 2 } */
  readonly worker?: WorkerOptions | false
  /** Sends events to webhooks. @default nothing is sent */
  readonly webhooks?: WebhookOptions
  /** How long `close` waits for what runs before it is interrupted, in ms. @default 600000 */
  readonly drainTimeoutMs?: number
  /** @default () => new Date() */
  readonly clock?: Clock
  /** Takes log entries of Waybill itself. @default they are dropped */
  readonly onLog?: OnLog
}
