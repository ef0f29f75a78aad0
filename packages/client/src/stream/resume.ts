import { setTimeout as delay } from 'node:timers/promises'
import { isWaybillError, WaybillError } from '@waybill/core'

/** How long a stream is held on to. */
export interface Patience {
  /** How long a stream that broke off is tried to be taken up again, in ms. */
  readonly reconnectForMs: number
  /** Silence after which a connection counts as lost, in ms. */
  readonly silenceMs: number
}

const longestPauseMs = 5_000

/** Codes of what may be over in a moment. */
const passingCodes: ReadonlySet<string> = new Set(['SERVER_UNAVAILABLE', 'STORAGE_UNAVAILABLE', 'CLOSED'])

/** One connection of a stream: it goes on behind the last item itself, and calls `onAlive` when something arrives. */
export type OpenStream<Item> = (
  signal: AbortSignal,
  onAlive: () => void,
) => AsyncGenerator<Item, 'ended' | 'broken', undefined>

/**
 * Yields what a stream yields and opens it again when it breaks off, for as long as that succeeds within
 * `reconnectForMs`.
 * @throws what `open` throws and waiting does not mend; the signal's reason when it aborts
 */
export async function* resume<Item>(
  { reconnectForMs }: Patience,
  signal: AbortSignal,
  open: OpenStream<Item>,
): AsyncGenerator<Item, void, undefined> {
  let lostAt: number | undefined
  let pauses = 0
  const onAlive = (): void => {
    lostAt = undefined
    pauses = 0
  }
  for (;;) {
    let why: unknown
    const stream = open(signal, onAlive)
    try {
      for (let next = await stream.next(); ; next = await stream.next()) {
        if (next.done === true) {
          if (next.value === 'ended') return
          break
        }
        yield next.value
        signal.throwIfAborted()
      }
    } catch (error) {
      signal.throwIfAborted()
      if (isWaybillError(error) && !passingCodes.has(error.code)) throw error
      why = error
    } finally {
      await stream.return('ended')
    }
    lostAt ??= performance.now()
    if (performance.now() - lostAt > reconnectForMs) throw toLost(why, reconnectForMs)
    await pause(pauses, signal)
    pauses += 1
  }
}

function toLost(cause: unknown, reconnectForMs: number): WaybillError {
  if (isWaybillError(cause)) return cause
  const message = `The connection broke off and could not be taken up again for ${reconnectForMs / 1000} s.`
  return new WaybillError('SERVER_UNAVAILABLE', message, { cause })
}

async function pause(pauses: number, signal: AbortSignal): Promise<void> {
  const longestMs = Math.min(longestPauseMs, 100 * 2 ** pauses)
  // Node rejects with an error of its own; what the caller aborted with says more.
  await delay(longestMs * (0.5 + Math.random() / 2), undefined, { signal }).catch(() => undefined)
  signal.throwIfAborted()
}
