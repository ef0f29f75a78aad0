import type { AttemptOutcome } from './attempt-outcome.js'
import type { RunRecord } from './run.js'

const completed = {
  provision: 'Applied: the workspace is ready.',
  update: 'Applied: the workspace is up to date.',
  destroy: 'Applied: the workspace is destroyed.',
  plan: 'Planned and finished.',
  refresh: 'Planned and finished.',
} as const

/** The last line of a run's log. */
export function describeOutcome(
  { kind }: RunRecord,
  { event, error }: Extract<AttemptOutcome, { type: 'end' }>,
): string {
  if (event === 'fail') return `Errored: ${error?.message ?? 'for an unknown reason.'}`
  if (event === 'cancel') return error?.message ?? 'Canceled.'
  return event === 'finish' ? 'Planned and finished: nothing was changed.' : completed[kind]
}
