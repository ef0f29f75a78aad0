import type { Principal } from '@waybill/core'

/** A request before its schemas have seen it, without the framework around it. */
export interface RawRequest {
  /** The same in the answer, the log and the events that it causes. */
  readonly requestId: string
  readonly method: string
  readonly path: string
  readonly params: Readonly<Record<string, string>>
  readonly querystring: string
  /** Text of the body; undefined when there is none. */
  readonly text: string | undefined
  /** Who asks; undefined where the server has no authentication, and on public routes. */
  readonly principal: Principal | undefined
  /** Whether insides stay hidden: nobody has proven who asks, where the server has authentication. */
  readonly anonymous: boolean
  /** A header's value by its name, '' when it is absent. */
  header(name: string): string
  /** The one of `types` that the client likes best; the first one when it likes none or does not say. */
  prefers(...types: readonly string[]): string
  /** Aborted when the client has gone. */
  gone(): AbortSignal
  /** Aborted when the credential that let it in does not hold any more. For answers without an end. */
  lapsed(): AbortSignal
}
