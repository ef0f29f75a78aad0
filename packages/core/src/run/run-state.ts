import type { RunStatus } from './run.js'

/**
 * What can happen to a run. `claim`: a worker leases it for the first time, or after its plan was approved. `take_over`: a worker leases it after
 * the attempt before was lost. `plan`: its plan is made. `apply`: the plan is approved, or needs no approval.
 * `complete`: the plan is applied. `finish`: there is nothing to apply. `fail`, `cancel`, `discard`: it ends.
 */
export const runEvents = [
  'claim',
  'take_over',
  'plan',
  'apply',
  'complete',
  'finish',
  'fail',
  'cancel',
  'discard',
] as const
export type RunEvent = (typeof runEvents)[number]

/** Every legal move of a run, and no other. */
export const runTransitions = [
  { from: 'pending', event: 'claim', to: 'planning' },
  { from: 'pending', event: 'fail', to: 'errored' },
  { from: 'pending', event: 'cancel', to: 'canceled' },
  { from: 'pending', event: 'discard', to: 'discarded' },
  { from: 'planning', event: 'take_over', to: 'planning' },
  { from: 'planning', event: 'plan', to: 'planned' },
  { from: 'planning', event: 'finish', to: 'planned_and_finished' },
  // A destroy whose state turns out to be empty has nothing to plan.
  { from: 'planning', event: 'complete', to: 'applied' },
  { from: 'planning', event: 'fail', to: 'errored' },
  { from: 'planning', event: 'cancel', to: 'canceled' },
  { from: 'planned', event: 'claim', to: 'planning' },
  { from: 'planned', event: 'apply', to: 'applying' },
  { from: 'planned', event: 'fail', to: 'errored' },
  { from: 'planned', event: 'cancel', to: 'canceled' },
  { from: 'planned', event: 'discard', to: 'discarded' },
  { from: 'applying', event: 'take_over', to: 'planning' },
  { from: 'applying', event: 'complete', to: 'applied' },
  { from: 'applying', event: 'fail', to: 'errored' },
  { from: 'applying', event: 'cancel', to: 'canceled' },
] as const satisfies readonly { from: RunStatus; event: RunEvent; to: RunStatus }[]

/** The statuses of runs that have not ended. */
export const activeStatuses = [
  'pending',
  'planning',
  'planned',
  'applying',
] as const satisfies readonly RunStatus[]

const active: ReadonlySet<RunStatus> = new Set(activeStatuses)

/** What a transition comes to: the run as it is then, or why it is refused. */
export type TransitionResult<Run> =
  | { readonly ok: true; readonly run: Run }
  | { readonly ok: false; readonly status: RunStatus; readonly event: RunEvent; readonly reason: string }

/** Moves a run by the table. Pure: storing it is a compare-and-set on the status that it came from. */
export function transition<Run extends { readonly status: RunStatus }>(
  run: Run,
  event: RunEvent,
): TransitionResult<Run> {
  const move = runTransitions.find(({ from, event: by }) => from === run.status && by === event)
  if (move !== undefined) return { ok: true, run: { ...run, status: move.to } }
  const reason = isTerminal(run.status)
    ? `The run has ended: it is ${run.status}.`
    : `A run that is ${run.status} cannot ${event.replace('_', ' ')}.`
  return { ok: false, status: run.status, event, reason }
}

/** Whether a run of this status has ended for good. */
export function isTerminal(status: RunStatus): boolean {
  return !active.has(status)
}

/** Whether a run of this status may still change something; a workspace has at most one such run. */
export function isActive(status: RunStatus): boolean {
  return active.has(status)
}

/** Whether an attempt holds a run of this status, under a lease. */
export function isHeld(status: RunStatus): boolean {
  return status === 'planning' || status === 'applying'
}
