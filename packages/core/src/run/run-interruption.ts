/**
 * Why an attempt stops before its end. `canceled`: someone asked for it. `unreachable`: the storage did not answer
 * for half a lease. `timeout`: the template lets an attempt take no longer. `draining`: the worker stops. `lost`: another attempt has the run.
 */
export type InterruptionKind = 'canceled' | 'timeout' | 'unreachable' | 'draining' | 'lost'

const messages: Readonly<Record<InterruptionKind, string>> = {
  canceled: 'The run was canceled.',
  timeout: 'The run took longer than its template lets it.',
  unreachable: 'The database did not answer for too long.',
  draining: 'The worker stops.',
  lost: 'Another attempt has taken the run over.',
}

/** The reason with which the signals of an attempt abort. */
export class RunInterruption extends Error {
  override readonly name = 'RunInterruption'
  readonly kind: InterruptionKind

  constructor(kind: InterruptionKind) {
    super(messages[kind])
    this.kind = kind
  }
}
