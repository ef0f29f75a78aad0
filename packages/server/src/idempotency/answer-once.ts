import { createHash, randomUUID } from 'node:crypto'
import { type AnswerClaim, type AnswerStore, type StoredAnswer, WaybillError } from '@waybill/core'
import type { RawRequest } from '../route/raw-request.js'
import type { Reply } from '../route/reply.js'

const keepMs = 24 * 60 * 60 * 1000
/** A process that died while it answered is waited for no longer. */
const lockMs = 60_000
const renewEveryMs = 20_000

/**
 * Answers a request that carries an `Idempotency-Key` once: whoever sends it again, to this process or another, gets the
 * answer of before. A request that failed may be made again.
 * @throws WaybillError `IDEMPOTENCY_KEY_IN_USE` while it is being answered, `IDEMPOTENCY_KEY_REUSED` when the key came
 * with another request; what `answer` throws
 */
export async function answerOnce(
  store: AnswerStore,
  { raw, key }: { readonly raw: RawRequest; readonly key: string },
  answer: () => Promise<Reply>,
): Promise<Reply> {
  const claim = buildClaim(raw, key)
  const outcome = await store.claim(claim)
  if (outcome.state === 'answered') return toReply(outcome.answer)
  if (outcome.state === 'busy') throw inUse(key)
  if (outcome.state === 'other') throw reused(key)
  const renewing = setInterval(() => {
    // One that cannot be renewed now may be in a moment; it holds for three times as long.
    store.claim(claim).catch(() => undefined)
  }, renewEveryMs)
  try {
    const reply = await answer()
    // What was done is done: an answer that cannot be kept is given all the same.
    await store.keep(claim, toStored(reply)).catch(() => undefined)
    return reply
  } catch (error) {
    await store.release(claim).catch(() => undefined)
    throw error
  } finally {
    clearInterval(renewing)
  }
}

function buildClaim({ method, path, querystring, text, principal }: RawRequest, key: string): AnswerClaim {
  const fingerprint = createHash('sha256')
    .update(JSON.stringify([method, path, querystring, text ?? null]))
    .digest('hex')
  return { scope: principal?.name ?? '', key, fingerprint, holder: randomUUID(), lockMs, keepMs }
}

function toStored(reply: Reply): StoredAnswer {
  if (!('json' in reply)) throw new TypeError('Only JSON is kept.')
  return { status: reply.status, headers: reply.headers ?? {}, body: JSON.stringify(reply.json) }
}

function toReply({ status, headers, body }: StoredAnswer): Reply {
  return { status, headers: { ...headers, 'Idempotency-Replayed': 'true' }, json: JSON.parse(body) }
}

function inUse(key: string): WaybillError {
  return new WaybillError(
    'IDEMPOTENCY_KEY_IN_USE',
    `The request with the key ${JSON.stringify(key)} is being answered.`,
    { hint: 'Ask again in a moment for its answer.' },
  )
}

function reused(key: string): WaybillError {
  return new WaybillError(
    'IDEMPOTENCY_KEY_REUSED',
    `The key ${JSON.stringify(key)} came with another request before.`,
    {
      issues: [{ pointer: '/Idempotency-Key', detail: 'was used for another request' }],
      hint: 'Make a new key for each request; repeat one only to repeat the same request.',
    },
  )
}
