import { WaybillError } from '../error/waybill-error.js'
import { parseDurationMs } from '../id/duration.js'
import type { Timestamp } from '../id/timestamp.js'
import type { TemplateVersion } from '../template/template.js'

/** When a new workspace ends: after what was asked for, else after the longest that its template lets it live. */
export function expiryOf(
  { settings }: Pick<TemplateVersion, 'settings'>,
  { ttl, at }: { readonly ttl: string | undefined; readonly at: Timestamp },
): Timestamp | null {
  const life = ttl ?? settings.maxTtl
  return life === undefined ? null : new Date(Date.parse(at) + parseDurationMs(life)).toISOString()
}

/** @throws WaybillError `INVALID_INPUT` for more than the template lets a workspace live */
export function requireTtl(template: TemplateVersion, ttl: string | null | undefined): void {
  const { maxTtl } = template.settings
  if (ttl === undefined || maxTtl === undefined) return
  if (ttl !== null && parseDurationMs(ttl) <= parseDurationMs(maxTtl)) return
  const detail = `may be at most ${maxTtl} with the template "${template.name}"`
  const asked = ttl === null ? 'it has to end, and' : `${ttl}, and it`
  throw new WaybillError('INVALID_INPUT', `The time to live does not fit: ${asked} ${detail}.`, {
    issues: [{ pointer: '/ttl', detail }],
  })
}
