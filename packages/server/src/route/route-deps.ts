import type { Waybill } from '@waybill/core'

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
  /** Aborted when the server begins to stop: what follows something without end lets go. */
  readonly stopping: AbortSignal
}
