import { type ErrorCode, errorCodes } from './error-codes.js'

/** One finding about an input: where it is (JSON Pointer, RFC 6901) and what is wrong with it. */
export interface InputIssue {
  readonly pointer: string
  readonly detail: string
}

/** What an error carries beside its message. */
export interface WaybillErrorOptions {
  /** What would make it work, in one sentence. */
  readonly hint?: string
  /** Findings about the input, for `INVALID_INPUT` and the like. */
  readonly issues?: readonly InputIssue[]
  /** Machine-readable context (`movedTo`, `suggestions`, `plan`); never a secret. */
  readonly details?: Readonly<Record<string, unknown>>
  readonly cause?: unknown
}

/**
 * The one error of Waybill. Callers compare `code`; the message says what happened, with which value,
 * and never contains a secret.
 */
export class WaybillError extends Error {
  override readonly name = 'WaybillError'
  readonly code: ErrorCode
  readonly hint: string | undefined
  readonly issues: readonly InputIssue[]
  readonly details: Readonly<Record<string, unknown>>

  constructor(code: ErrorCode, message: string, options: WaybillErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.hint = options.hint
    this.issues = options.issues ?? []
    this.details = options.details ?? {}
  }
}

/** Whether a thrown value is a {@link WaybillError}, also one of another copy of this package. */
export function isWaybillError(error: unknown): error is WaybillError {
  return (
    error instanceof Error &&
    error.name === 'WaybillError' &&
    'code' in error &&
    String(error.code) in errorCodes
  )
}

/** Makes any thrown value a {@link WaybillError}; done once, at the edge. Unknown ones become `INTERNAL`. */
export function toWaybillError(error: unknown): WaybillError {
  if (isWaybillError(error)) return error
  return new WaybillError('INTERNAL', 'Something went wrong inside Waybill.', { cause: error })
}
