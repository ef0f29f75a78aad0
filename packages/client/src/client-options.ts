/** Which server to talk to, and how patiently. */
export interface ClientOptions {
  /** Where the server is, e.g. `http://localhost:8000`; a path before `/api/v1` is kept. */
  readonly url: string | URL
  /** Sent as `Authorization: Bearer …`. @default none */
  readonly token?: string
  /** Tries after the first one of a request that may be repeated. @default 3 */
  readonly retries?: number
  /**
   * How long one try of a request may take until its answer begins, in ms; a sync takes as long as it takes.
   * @default 30000
   */
  readonly timeoutMs?: number
  /** How long a log or the change feed that broke off is tried to be taken up again, in ms. @default 120000 */
  readonly reconnectForMs?: number
  /** Silence after which a connection that is followed counts as lost, in ms. @default 45000 */
  readonly silenceMs?: number
  /** Tells the server who asks. @default 'waybill-client' */
  readonly userAgent?: string
}
