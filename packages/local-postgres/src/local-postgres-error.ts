/** Why a local server could not be started, adopted or stopped. */
export type LocalPostgresErrorCode =
  | 'INVALID_OPTION'
  | 'PLATFORM_UNSUPPORTED'
  | 'BINARIES_MISSING'
  | 'BINARIES_UNUSABLE'
  | 'ACCOUNT_MISSING'
  | 'DATA_NOT_ACCESSIBLE'
  | 'DATA_VERSION_MISMATCH'
  | 'INIT_FAILED'
  | 'START_FAILED'
  | 'START_TIMEOUT'
  | 'STOP_TIMEOUT'

/** What an error carries beside its code and message. */
export interface LocalPostgresErrorOptions {
  /** What would make it work, in one sentence. */
  readonly hint?: string
  readonly cause?: unknown
}

/**
 * The one error class of this package. Callers compare `code`; the message of `INIT_FAILED`,
 * `START_FAILED` and `START_TIMEOUT` ends with the last lines of what PostgreSQL said.
 * Only `START_TIMEOUT` and `STOP_TIMEOUT` are worth a plain retry.
 */
export class LocalPostgresError extends Error {
  override readonly name = 'LocalPostgresError'
  readonly code: LocalPostgresErrorCode
  readonly hint: string | undefined

  constructor(code: LocalPostgresErrorCode, message: string, options: LocalPostgresErrorOptions = {}) {
    super(message, { cause: options.cause })
    this.code = code
    this.hint = options.hint
  }
}

/** The `code` of a system error (`ENOENT`) or of a PostgreSQL error (`57P03`), if it has one. */
export function errorCodeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}
