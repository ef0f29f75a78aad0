/** The request that causes something, as its log entries name it. */
export interface RequestOrigin {
  readonly requestId: string
  /** W3C trace context of whoever asked. */
  readonly traceparent?: string
}
