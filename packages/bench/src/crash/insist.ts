import { setTimeout as delay } from 'node:timers/promises'
import { isWaybillError } from '@waybill/core'

const pauseMs = 250
/** Other processes write at the same time: what is refused now may be right when it is looked at again. */
const passing: readonly string[] = ['STORAGE_UNAVAILABLE', 'STALE_ATTEMPT']

/** Does something with the storage until it answers, as a person would. @throws any other error */
export async function insist<Result>(work: () => Promise<Result>, signal: AbortSignal): Promise<Result> {
  for (;;) {
    signal.throwIfAborted()
    try {
      return await work()
    } catch (error) {
      if (!isWaybillError(error) || !passing.includes(error.code)) throw error
      await delay(pauseMs)
    }
  }
}

/** Like {@link insist}; undefined when Waybill refuses, because the run has moved on meanwhile. */
export async function tryIt<Result>(
  work: () => Promise<Result>,
  signal: AbortSignal,
): Promise<Result | undefined> {
  try {
    return await insist(work, signal)
  } catch (error) {
    if (isWaybillError(error) && (error.code === 'RUN_CONFLICT' || error.code === 'WORKSPACE_CONFLICT'))
      return undefined
    throw error
  }
}
