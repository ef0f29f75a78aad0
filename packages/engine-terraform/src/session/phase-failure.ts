import { type EngineDiagnostic, WaybillError } from '@waybill/core'
import type { PhaseReport } from '../stream/phase-report.js'
import type { ProcessEnd } from '../supervisor/process-end.js'

/** What a Terraform process is there for. */
export type Phase = 'init' | 'plan' | 'show' | 'apply'

export interface PhaseOutcome {
  readonly phase: Phase
  /** Terraform or OpenTofu. */
  readonly title: string
  /** Of the program. */
  readonly path: string
  readonly template: string
  readonly end: ProcessEnd
  readonly report: PhaseReport
  /** What Terraform said outside of its stream. */
  readonly errors: string
  /** The disk that holds the run has no room left, so that Terraform may not even have been able to say so. */
  readonly isDiskFull: boolean
}

const verbs = {
  init: 'prepare the template',
  plan: 'plan',
  show: 'show the plan',
  apply: 'apply the plan',
} as const

/**
 * Why a process that did not end well failed. Pure.
 *
 * `RUN_FAILED`: Terraform's own doing, told by its first error · `STALE_ATTEMPT`: this attempt was stopped from
 * outside (no renewal in time, the supervisor killed), the run may be taken up again · `ENGINE_UNAVAILABLE`:
 * it could not be started.
 */
export function makePhaseFailure(outcome: PhaseOutcome): WaybillError {
  const { end, title, phase } = outcome
  if (end.error !== null || isNotStarted(outcome)) {
    const why = end.error ?? firstLines(outcome.errors)
    return new WaybillError('ENGINE_UNAVAILABLE', `${title} could not be started: ${why}`, {
      hint: 'Look at the program, its rights, and the space on the disk where runs are kept.',
    })
  }
  if (!end.groupEmpty) {
    return new WaybillError(
      'ENGINE_UNAVAILABLE',
      `${title} does not end, even when it is killed (${phase}).`,
      {
        hint: 'Its processes wait for a device, such as a network file system that is away.',
      },
    )
  }
  // Without room the supervisor cannot say how it ended, and ends as well.
  const isStarved = outcome.isDiskFull && end.stopped === 'supervisor-gone'
  if (end.stopped !== null && end.stopped !== 'asked' && !isStarved) return makeStaleFailure(outcome)
  const details = outcome.report.inFlight.length > 0 ? { inFlight: outcome.report.inFlight } : {}
  const [first, ...others] = outcome.report.errors
  if (first) {
    const more = others.length > 0 ? ` (and ${others.length} more)` : ''
    const message = `${title} could not ${verbs[phase]}: ${oneLine(first.summary)}${placeOf(first)}${more}`
    return new WaybillError('RUN_FAILED', message, { hint: makeHint(outcome, first), details })
  }
  return new WaybillError('RUN_FAILED', describeExit(outcome), { hint: makeHint(outcome), details })
}

/** Why a phase failed that was killed because somebody wanted that. Pure. */
export function makeKilledFailure(title: string, inFlight: readonly string[]): WaybillError {
  const hint =
    inFlight.length > 0
      ? `It worked on ${inFlight.join(', ')}: look whether these exist.`
      : 'What it did last may be missing in the state: look before you go on.'
  const details = inFlight.length > 0 ? { inFlight } : {}
  return new WaybillError('RUN_FAILED', `${title} was killed, without a chance to save its state.`, {
    hint,
    details,
  })
}

/** What the shell answers when a program cannot be executed (POSIX, 2.8.2). */
function isNotStarted({ end, report }: PhaseOutcome): boolean {
  return (end.code === 126 || end.code === 127) && report.errors.length === 0
}

function makeStaleFailure({ end, title, phase }: PhaseOutcome): WaybillError {
  const causes = {
    deadline: "the run's lease was not renewed in time",
    'worker-gone': 'its session was closed',
    'supervisor-gone': 'its supervisor was killed',
  } as const
  const cause = end.stopped !== null && end.stopped !== 'asked' ? causes[end.stopped] : ''
  const how = end.killed ? 'killed, because it did not stop when it was asked to' : 'interrupted'
  const state = end.killed ? 'What it did last may be missing in its state.' : 'Its state is saved.'
  return new WaybillError('STALE_ATTEMPT', `${title} was ${how} (${phase}), because ${cause}. ${state}`, {
    hint: 'The next attempt goes on from that state.',
    details: { stopped: end.stopped },
  })
}

function describeExit({ end, title, phase, errors, isDiskFull }: PhaseOutcome): string {
  if (isDiskFull) return `${title} could not ${verbs[phase]}: the disk that holds its runs is full.`
  if (end.code === 0)
    return `${title} could not ${verbs[phase]}: it ended without an error, but did not say what it did.`
  const how = end.signal === null ? `exit code ${end.code}` : `killed by ${end.signal}`
  const said = firstLines(errors)
  return `${title} could not ${verbs[phase]}: ${how}${said === '' ? '' : `, ${said}`}`
}

function makeHint(outcome: PhaseOutcome, first?: EngineDiagnostic): string {
  const { end, report, title, path, template, isDiskFull } = outcome
  if (isDiskFull && outcome.phase !== 'apply') return 'Make room, then try again.'
  if (isDiskFull) return 'Make room. What was made last may be missing in the state: look before you go on.'
  if (end.signal !== null && report.inFlight.length > 0)
    return `It was cut off while it worked on ${report.inFlight.join(', ')}: look whether these exist.`
  if (end.signal !== null)
    return `It crashed or was killed from outside, such as for want of memory: look at the machine, then try again.`
  if (end.code === 0) return `Is ${path} really ${title}? The run's log has what it said.`
  if (first?.file) return `See ${first.file} of the template "${template}"; the run's log has the details.`
  return "The run's log has the details."
}

function placeOf({ address, file, line }: EngineDiagnostic): string {
  const place = file === null ? '' : line === null ? file : `${file} line ${line}`
  const parts = [address ?? '', place].filter(part => part !== '')
  return parts.length > 0 ? ` (${parts.join(', ')})` : ''
}

/** Terraform frames its messages with lines of box characters. */
function firstLines(text: string): string {
  const lines = text.split('\n').map(line => line.replace(/^[\s╷│╵]+/u, '').trim())
  return lines
    .filter(line => line !== '')
    .slice(0, 3)
    .join(' ')
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}
