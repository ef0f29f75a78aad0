import type { AnswerStore, StorageReport, Waybill } from '@waybill/core'
import type { EventFeed } from '../feed/event-feed.js'
import type { Metrics } from '../metrics/metrics.js'

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
  /** How much is stored and waits; undefined where nobody told. */
  readonly inspect: (() => Promise<StorageReport>) | undefined
  readonly metrics: Metrics
  /** What pushes are signed with; undefined where none are taken. */
  readonly pushSecret: string | undefined
  /** The branch or tag that is followed; undefined for the default branch. */
  readonly pushRef: string | undefined
  /** Longest wait for an answer from the storage, of whoever reads, in ms. */
  readonly answerWithinMs: number
  /** Aborted when the server begins to stop: what follows something without end lets go. */
  readonly stopping: AbortSignal
}
