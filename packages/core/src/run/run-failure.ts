import { storable } from '../diagnostic/printable.js'
import { toWaybillError } from '../error/waybill-error.js'
import type { EngineDiagnostic, RunFailure } from './run.js'

/** Where a run was when it failed, and what its engine had said by then. */
export interface FailureContext {
  readonly phase: RunFailure['phase']
  readonly diagnostics: readonly EngineDiagnostic[]
}

/** Why a run failed, as it is stored and shown. An unknown error keeps its message: the operator needs it. */
export function buildRunFailure(error: unknown, { phase, diagnostics }: FailureContext): RunFailure {
  const known = toWaybillError(error)
  const cause = known.code === 'INTERNAL' && error instanceof Error ? error.message : undefined
  return {
    code: known.code,
    message: storable(cause === undefined ? known.message : `The run could not go on: ${cause}`),
    hint: known.hint === undefined ? null : storable(known.hint),
    phase,
    diagnostics: diagnostics.map(makeStorable),
  }
}

/** Where a run was when it was canceled. */
export function buildCancellation(phase: RunFailure['phase']): RunFailure {
  const stage = {
    prepare: 'before it began',
    plan: 'before it changed anything',
    apply: 'while it applied its plan',
  }
  return buildEnd('CANCELED', `The run was canceled ${stage[phase]}.`, phase)
}

/** Where a run was when it was discarded: also one whose earlier attempt was cut off may be. */
export function buildDiscard(phase: RunFailure['phase']): RunFailure {
  const when =
    phase === 'apply' ? 'after an attempt had begun to apply its plan' : 'before it changed anything'
  return buildEnd('DISCARDED', `The run was discarded ${when}.`, phase)
}

function buildEnd(code: string, message: string, phase: RunFailure['phase']): RunFailure {
  const hint =
    phase === 'apply'
      ? 'What it had made by then is in its state: update the workspace to go on, or destroy it.'
      : null
  return { code, message, hint, phase, diagnostics: [] }
}

function makeStorable(diagnostic: EngineDiagnostic): EngineDiagnostic {
  const { summary, detail, address, file } = diagnostic
  return {
    ...diagnostic,
    summary: storable(summary),
    detail: storable(detail),
    address: address === null ? null : storable(address),
    file: file === null ? null : storable(file),
  }
}
