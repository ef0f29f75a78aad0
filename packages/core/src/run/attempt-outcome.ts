import { isWaybillError, WaybillError } from '../error/waybill-error.js'
import type { Output } from '../workspace/workspace.js'
import { backoffMs } from './backoff.js'
import type { Plan, RunFailure, RunRecord } from './run.js'
import { buildCancellation, buildRunFailure, type FailureContext } from './run-failure.js'
import type { InterruptionKind } from './run-interruption.js'
import type { RunEvent } from './run-state.js'

/**
 * What an attempt comes to. `end`: the run is over. `hold`: its plan waits for somebody to approve it. `release`: another attempt goes on, not before `delayMs`.
 * `lost`: another attempt has it already, and nothing may be written.
 */
export type AttemptOutcome =
  | {
      readonly type: 'end'
      readonly event: Extract<RunEvent, 'complete' | 'finish' | 'fail' | 'cancel'>
      readonly error: RunFailure | null
      readonly plan?: Plan
      readonly outputs?: Readonly<Record<string, Output>>
    }
  | {
      readonly type: 'hold'
      readonly plan: Plan
      readonly why: string
    }
  | {
      readonly type: 'release'
      readonly delayMs: number
      readonly why: string
      /** What stands in the way, where it is not just the end of this worker. */
      readonly error: RunFailure | null
    }
  | { readonly type: 'lost' }

/** What an attempt knows when it could not go on. */
export interface JudgeContext extends FailureContext {
  readonly run: RunRecord
  readonly maxAttempts: number
  /** Why the engine was asked to stop, if it was. */
  readonly interruption: InterruptionKind | undefined
  /** Whether this attempt or an earlier one has begun to change something. */
  readonly hasBegun: boolean
}

const wait = { firstMs: 1000, maxMs: 60_000 }

/** What an error of an attempt means. Pure. */
export function judgeError(error: unknown, context: JudgeContext): AttemptOutcome {
  const { interruption, run, phase } = context
  if (interruption === 'lost') return { type: 'lost' }
  if (interruption === 'canceled') {
    return { type: 'end', event: 'cancel', error: buildCancellation(context.hasBegun ? 'apply' : phase) }
  }
  if (interruption === 'timeout') {
    const slow = new WaybillError(
      'RUN_TIMEOUT',
      'The run took longer than its template lets it, and was stopped.',
      {
        hint: 'Raise `timeout` in template.json, then retry; what was made by then is in the state.',
      },
    )
    return { type: 'end', event: 'fail', error: buildRunFailure(slow, context) }
  }
  if (interruption === 'draining')
    return { type: 'release', delayMs: 0, why: 'the worker stops', error: null }
  if (interruption === 'unreachable') {
    return { type: 'release', delayMs: 0, why: 'the database did not answer for too long', error: null }
  }
  if (mayPass(error) && run.attempt < context.maxAttempts) {
    const delayMs = backoffMs(run.attempt, wait)
    return { type: 'release', delayMs, why: error.message, error: buildRunFailure(error, context) }
  }
  return { type: 'end', event: 'fail', error: buildRunFailure(error, context) }
}

/** The end of a run that was begun too often: a run that takes its worker down must not do so for ever. */
export function giveUpRun({ attempt, worker }: RunRecord, maxAttempts: number): AttemptOutcome {
  const error = new WaybillError(
    'RUN_FAILED',
    `The run was interrupted ${attempt - 1} times and is given up.`,
    {
      hint: `At most ${maxAttempts} attempts are made. Look at the log of the worker ${worker}; destroy the workspace to remove what was made.`,
    },
  )
  const failure = buildRunFailure(error, { phase: 'prepare', diagnostics: [] })
  return { type: 'end', event: 'fail', error: failure }
}

/** An engine that is not there now, or an attempt that was stopped from outside, may go well another time. */
function mayPass(error: unknown): error is WaybillError {
  return isWaybillError(error) && (error.code === 'ENGINE_UNAVAILABLE' || error.code === 'STALE_ATTEMPT')
}
