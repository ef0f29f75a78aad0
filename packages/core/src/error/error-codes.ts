/**
 * Every error code of Waybill, stable and never reused, with the two places it is mapped to:
 * the HTTP status the server answers (RFC 9110) and the exit code of the `waybill` command
 * (1 findings or a failed run, 2 usage, 3 environment, 4 not found).
 */
export const errorCodes = {
  INVALID_INPUT: { status: 422, exitCode: 2 },
  MALFORMED_REQUEST: { status: 400, exitCode: 2 },
  UNKNOWN_PARAMETER: { status: 400, exitCode: 2 },
  ROUTE_NOT_FOUND: { status: 404, exitCode: 4 },
  METHOD_NOT_ALLOWED: { status: 405, exitCode: 2 },
  BODY_TOO_LARGE: { status: 413, exitCode: 2 },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, exitCode: 2 },
  HOST_NOT_ALLOWED: { status: 403, exitCode: 2 },
  ORIGIN_NOT_ALLOWED: { status: 403, exitCode: 2 },
  UNAUTHENTICATED: { status: 401, exitCode: 2 },
  FORBIDDEN: { status: 403, exitCode: 2 },
  TOKEN_NOT_FOUND: { status: 404, exitCode: 4 },
  RATE_LIMITED: { status: 429, exitCode: 3 },
  IDENTITY_UNAVAILABLE: { status: 503, exitCode: 3 },
  APP_NOT_FOUND: { status: 404, exitCode: 4 },
  APP_MOVED: { status: 404, exitCode: 4 },
  APP_BROKEN: { status: 409, exitCode: 1 },
  APP_REMOVED: { status: 409, exitCode: 1 },
  SYNC_NOT_FOUND: { status: 404, exitCode: 4 },
  SYNC_HELD: { status: 409, exitCode: 1 },
  SYNC_CONFLICT: { status: 409, exitCode: 1 },
  SOURCE_UNAVAILABLE: { status: 503, exitCode: 3 },
  WORKSPACE_NOT_FOUND: { status: 404, exitCode: 4 },
  NAME_TAKEN: { status: 409, exitCode: 1 },
  LIMIT_REACHED: { status: 409, exitCode: 1 },
  STATE_NOT_FOUND: { status: 404, exitCode: 4 },
  STATE_SEALED: { status: 500, exitCode: 3 },
  WORKSPACE_CONFLICT: { status: 409, exitCode: 1 },
  RUN_TIMEOUT: { status: 500, exitCode: 1 },
  RUN_NOT_FOUND: { status: 404, exitCode: 4 },
  RUN_CONFLICT: { status: 409, exitCode: 1 },
  STALE_ATTEMPT: { status: 409, exitCode: 1 },
  TEMPLATE_NOT_FOUND: { status: 422, exitCode: 4 },
  TEMPLATE_INVALID: { status: 422, exitCode: 1 },
  ENGINE_UNAVAILABLE: { status: 503, exitCode: 3 },
  RUN_FAILED: { status: 500, exitCode: 1 },
  STORAGE_UNAVAILABLE: { status: 503, exitCode: 3 },
  SCHEMA_OUTDATED: { status: 503, exitCode: 3 },
  EVENTS_GONE: { status: 410, exitCode: 1 },
  SERVER_UNAVAILABLE: { status: 503, exitCode: 3 },
  UNEXPECTED_ANSWER: { status: 502, exitCode: 3 },
  CONFIG_INVALID: { status: 500, exitCode: 3 },
  CLOSED: { status: 503, exitCode: 3 },
  INTERNAL: { status: 500, exitCode: 1 },
} as const satisfies Record<string, { status: number; exitCode: number }>

/** One of the stable codes of {@link errorCodes}. */
export type ErrorCode = keyof typeof errorCodes
