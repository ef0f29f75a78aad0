import { type StateSnapshot, WaybillError } from '@waybill/core'
import { type LocalState, parseState } from './state-file.js'
import type { StateHistory } from './state-history.js'

export interface StateCandidates {
  /** What an earlier attempt left on this host. */
  readonly local: LocalState
  /** The newest state that is stored. */
  readonly stored: StateSnapshot | undefined
  /** Resources that an earlier attempt on this host has finished, by its log. */
  readonly finished: readonly string[]
  /** What is known of earlier states on this host. */
  readonly history?: StateHistory | undefined
}

export interface StateChoice {
  readonly state: StateSnapshot | undefined
  readonly from: 'local' | 'stored' | 'nowhere'
  /** One that was made here, while another attempt made the stored one elsewhere: neither goes on from the other. */
  readonly late?: StateSnapshot
}

/**
 * The state to go on from: the newest valid one of the workspace's lineage. Pure.
 * @throws WaybillError `RUN_FAILED` when there has been a state and no whole one is left: a plan would make
 * everything twice
 */
export function chooseState({ local, stored, finished, history }: StateCandidates): StateChoice {
  const isFromElsewhere = stored !== undefined && history?.has(stored) === false
  if (local.kind === 'valid' && !isFromElsewhere && isNewer(local.state, stored))
    return { state: local.state, from: 'local' }
  if (stored) {
    if (parseState(stored.bytes).kind !== 'valid') throw damagedState(stored)
    const isLate = isFromElsewhere && local.kind === 'valid' && !history?.isBase(local.state)
    return { state: stored, from: 'stored', ...(isLate && { late: local.state }) }
  }
  if (finished.length > 0) throw lostState(finished)
  return { state: undefined, from: 'nowhere' }
}

function isNewer(local: StateSnapshot, stored: StateSnapshot | undefined): boolean {
  return !stored || (local.lineage === stored.lineage && local.serial > stored.serial)
}

function damagedState({ serial }: StateSnapshot): WaybillError {
  return new WaybillError(
    'RUN_FAILED',
    `The stored state (serial ${serial}) is damaged: it is no state at all.`,
    {
      hint: 'Nothing was planned, because that would make every resource a second time. Restore an earlier state.',
    },
  )
}

function lostState(finished: readonly string[]): WaybillError {
  return new WaybillError(
    'RUN_FAILED',
    `The state of an earlier attempt is lost, though it had finished ${finished.join(', ')}.`,
    {
      hint: 'Nothing was planned, because that would make these resources a second time. Import or remove them by hand.',
      details: { finished },
    },
  )
}
