import type { EngineDiagnostic, Output, PlanSummary } from '@waybill/core'
import type { ChangeCounts, StreamEvent } from './stream-event.js'

/** What the stream of one Terraform process has told so far. */
export interface PhaseReport {
  /** By operation: `plan`, `apply`, `destroy`. An apply's appears only when it has done everything. */
  readonly counts: Readonly<Record<string, ChangeCounts>>
  readonly replaced: number
  readonly outputs: Readonly<Record<string, Output>>
  readonly errors: readonly EngineDiagnostic[]
  /** Resources that were begun and of which no end was told. */
  readonly inFlight: readonly string[]
}

/** A report of nothing yet. */
export const emptyReport: PhaseReport = { counts: {}, replaced: 0, outputs: {}, errors: [], inFlight: [] }

/** The report with one more event. Pure. */
export function addToReport(report: PhaseReport, event: StreamEvent): PhaseReport {
  switch (event.type) {
    case 'planned':
      return event.action === 'replace' ? { ...report, replaced: report.replaced + 1 } : report
    case 'resource':
      return { ...report, inFlight: moveInFlight(report.inFlight, event.resource) }
    case 'diagnostic':
      if (event.diagnostic.severity !== 'error') return report
      return { ...report, errors: [...report.errors, event.diagnostic] }
    case 'summary':
      return { ...report, counts: { ...report.counts, [event.operation]: event.counts } }
    case 'outputs':
      return { ...report, outputs: event.outputs }
  }
}

/** What the plan would do. Pure. */
export function summarizePlan({ counts, replaced }: PhaseReport): PlanSummary {
  const { add, change, remove } = counts.plan ?? { add: 0, change: 0, remove: 0 }
  return { add, change, destroy: remove, replace: replaced }
}

/** Whether an apply has said that it did everything, however its process ended. Pure. */
export function isApplied({ counts }: PhaseReport): boolean {
  return counts.apply !== undefined || counts.destroy !== undefined
}

function moveInFlight(
  inFlight: readonly string[],
  { address, phase }: { readonly address: string; readonly phase: string },
): readonly string[] {
  if (phase !== 'started') return inFlight.filter(other => other !== address)
  return inFlight.includes(address) ? inFlight : [...inFlight, address]
}
