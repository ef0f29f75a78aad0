import type { AnswerStore, Waybill } from '@waybill/core'
import type { EventFeed } from '../feed/event-feed.js'

/** What the service says of itself. */
export interface ServiceInfo {
  /** `APP_NAME`. */
  readonly name: string
  /** `APP_VERSION`. */
  readonly version: string
  /** Version of Waybill itself. */
  readonly waybillVersion: string
}

/** What handlers work with. */
export interface RouteDeps {
  readonly waybill: Waybill
  readonly service: ServiceInfo
  /** Answers to requests that carried an `Idempotency-Key`. */
  readonly answers: AnswerStore
  /** The change feed as server-sent events, one for all who read. */
  readonly feed: EventFeed
  /** Aborted when the server begins to stop: what follows something without end lets go. */
  readonly stopping: AbortSignal
}
