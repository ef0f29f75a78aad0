import { type ErrorCode, errorCodes } from '@waybill/core'
import type { Route } from './route.js'

/** Every code that a route may fail with: its own, and those that come with what it takes and does. */
export function listRouteErrors(route: Route): readonly ErrorCode[] {
  const takesInput =
    route.body !== undefined ||
    Object.keys(route.query.shape).length > 0 ||
    Object.keys(route.headers.shape).length > 0
  const codes: ErrorCode[] = ['MALFORMED_REQUEST', 'UNKNOWN_PARAMETER', 'HOST_NOT_ALLOWED', 'INTERNAL']
  if (route.role !== 'public')
    codes.push('UNAUTHENTICATED', 'FORBIDDEN', 'RATE_LIMITED', 'IDENTITY_UNAVAILABLE')
  if (route.tellsMore) codes.push('RATE_LIMITED')
  if (takesInput) codes.push('INVALID_INPUT')
  if (route.body !== undefined) codes.push('BODY_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE')
  if (route.idempotent) codes.push('IDEMPOTENCY_KEY_IN_USE', 'IDEMPOTENCY_KEY_REUSED')
  if (route.method !== 'GET') codes.push('ORIGIN_NOT_ALLOWED')
  if (route.path.startsWith('/api/')) codes.push('STORAGE_UNAVAILABLE', 'SCHEMA_OUTDATED', 'CLOSED')
  return [...new Set([...codes, ...(route.errors ?? [])])]
}

/** Codes by the HTTP status they are answered with, lowest first. */
export function groupByStatus(codes: readonly ErrorCode[]): ReadonlyMap<number, readonly ErrorCode[]> {
  const groups = new Map<number, ErrorCode[]>()
  for (const code of codes.toSorted((one, other) => errorCodes[one].status - errorCodes[other].status)) {
    const { status } = errorCodes[code]
    groups.set(status, [...(groups.get(status) ?? []), code])
  }
  return groups
}
