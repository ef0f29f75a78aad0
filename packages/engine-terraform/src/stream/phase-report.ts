import type { Drift, EngineDiagnostic, Output, Plan, PlannedChange } from '@waybill/core'
import type { ChangeCounts, StreamEvent } from './stream-event.js'

/** What the stream of one Terraform process has told so far. */
export interface PhaseReport {
  /** By operation: `plan`, `apply`, `destroy`. An apply's appears only when it has done everything. */
  readonly counts: Readonly<Record<string, ChangeCounts>>
  /** What the plan does, at most 500. */
  readonly changes: readonly PlannedChange[]
  readonly replaced: number
  /** What has drifted, by name only: the stream does not say how. At most 500. */
  readonly drifted: readonly Drift[]
  readonly outputs: Readonly<Record<string, Output>>
  readonly errors: readonly EngineDiagnostic[]
  /** Resources that were begun and of which no end was told. */
  readonly inFlight: readonly string[]
}

/** A report of nothing yet. */
export const emptyReport: PhaseReport = {
  counts: {},
  changes: [],
  replaced: 0,
  drifted: [],
  outputs: {},
  errors: [],
  inFlight: [],
}

/** The report with one more event. Pure. */
export function addToReport(report: PhaseReport, event: StreamEvent): PhaseReport {
  switch (event.type) {
    case 'planned':
      return addChange(report, event.change)
    case 'drifted': {
      const { address, action } = event
      return { ...report, drifted: addUpTo(report.drifted, { address, action, attributes: [] }) }
    }
    case 'resource':
      return { ...report, inFlight: moveInFlight(report.inFlight, event.resource) }
    case 'diagnostic':
      if (event.diagnostic.severity !== 'error') return report
      return { ...report, errors: addUpTo(report.errors, event.diagnostic) }
    case 'summary':
      return { ...report, counts: { ...report.counts, [event.operation]: event.counts } }
    case 'outputs':
      return { ...report, outputs: event.outputs }
  }
}

/** What the plan would do. Pure. */
export function summarizePlan({ counts, replaced, changes, drifted }: PhaseReport): Plan {
  const { add, change, remove } = counts.plan ?? { add: 0, change: 0, remove: 0 }
  return { add, change, destroy: remove, replace: replaced, changes: [...changes], drift: [...drifted] }
}

/** Whether a plan has said what it comes to. Pure. */
export function isPlanned({ counts }: PhaseReport): boolean {
  return counts.plan !== undefined
}

/** Whether an apply has said that it did everything, however its process ended. Pure. */
export function isApplied({ counts }: PhaseReport): boolean {
  return counts.apply !== undefined || counts.destroy !== undefined
}

/** A plan of thousands is counted whole, but not kept whole: it is a row of a table. */
const mostKept = 500

function addChange(report: PhaseReport, change: PlannedChange): PhaseReport {
  return {
    ...report,
    replaced: report.replaced + (change.action === 'replace' ? 1 : 0),
    changes: addUpTo(report.changes, change),
  }
}

function addUpTo<Item>(items: readonly Item[], item: Item): readonly Item[] {
  return items.length < mostKept ? [...items, item] : items
}

function moveInFlight(
  inFlight: readonly string[],
  { address, phase }: { readonly address: string; readonly phase: string },
): readonly string[] {
  if (phase !== 'started') return inFlight.filter(other => other !== address)
  return inFlight.includes(address) ? inFlight : [...inFlight, address]
}
