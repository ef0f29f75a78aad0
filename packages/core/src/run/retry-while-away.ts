import { pause } from '../engine/pause.js'
import { isWaybillError } from '../error/waybill-error.js'
import { backoffMs } from './backoff.js'

const wait = { firstMs: 50, maxMs: 2000 }

/**
 * Does something with the storage, again and again while the storage does not answer: an unreachable database is
 * no verdict. Any other error is passed on.
 * @throws the signal's reason when it aborts
 */
export async function retryWhileAway<Result>(
  work: () => Promise<Result>,
  signal: AbortSignal,
): Promise<Result> {
  for (let retry = 1; ; retry++) {
    signal.throwIfAborted()
    try {
      return await work()
    } catch (error) {
      if (!isWaybillError(error) || error.code !== 'STORAGE_UNAVAILABLE') throw error
      await pause(backoffMs(retry, wait), signal)
    }
  }
}
