import type { WebhookRecord } from './webhook.js'
import type { WebhookResponse } from './webhook-sender.js'
import type { ClaimedDelivery, DeliveryOutcome } from './webhook-store.js'

const minute = 60_000
const hour = 60 * minute

/** Waits before the second try, the third, and so on: three days in all. After the last one a message has failed. */
const waitsMs = [
  5000,
  5 * minute,
  30 * minute,
  2 * hour,
  5 * hour,
  10 * hour,
  14 * hour,
  20 * hour,
  24 * hour,
]

/** A receiver may ask to be left alone for so long. */
const mostAskedMs = 24 * hour

/** A webhook that has not taken anything for so long is not sent to any more. */
const disabledAfterMs = 5 * 24 * hour

const gone = 410

/** What a try means for its message. Pure. */
export function judgeTry(
  { id, attempts }: Pick<ClaimedDelivery, 'id' | 'attempts'>,
  { response, durationMs }: { readonly response: WebhookResponse; readonly durationMs: number },
): DeliveryOutcome {
  const responseStatus = 'status' in response ? response.status : null
  const base = { id, attempts, responseStatus, durationMs: Math.round(durationMs) }
  if (responseStatus !== null && responseStatus >= 200 && responseStatus < 300)
    return { ...base, status: 'delivered', retryAfterMs: null, error: null }
  const error = 'error' in response ? response.error : `It answered ${response.status}.`
  const wait = responseStatus === gone ? undefined : waitsMs[attempts - 1]
  const asked = 'status' in response ? (response.retryAfterMs ?? 0) : 0
  const retryAfterMs = wait === undefined ? null : Math.max(wait, Math.min(asked, mostAskedMs))
  return { ...base, status: retryAfterMs === null ? 'failed' : 'pending', retryAfterMs, error }
}

/** What a try means for its webhook; undefined when nothing changes. Pure. */
export function judgeWebhook(
  webhook: WebhookRecord,
  { status, responseStatus }: Pick<DeliveryOutcome, 'status' | 'responseStatus'>,
  now: Date,
): WebhookRecord | undefined {
  const at = now.toISOString()
  if (status === 'delivered')
    return webhook.failingSince === null ? undefined : { ...webhook, failingSince: null, updatedAt: at }
  const { failingSince } = webhook
  const disabledReason =
    responseStatus === gone
      ? 'It answered 410 Gone.'
      : failingSince !== null && now.getTime() - Date.parse(failingSince) >= disabledAfterMs
        ? `It has not taken anything since ${failingSince}.`
        : null
  if (disabledReason === null)
    return failingSince === null ? { ...webhook, failingSince: at, updatedAt: at } : undefined
  return { ...webhook, active: false, disabledReason, failingSince: failingSince ?? at, updatedAt: at }
}
