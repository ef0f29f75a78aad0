import type { PlanSummary, Run } from '@waybill/core'
import { type Span, span } from '../text/line.js'
import { statusSpan } from '../text/status-span.js'
import { ageOf, shortDuration } from '../text/time.js'
import { makeTable } from './screen-view.js'

/** A run with the name of its workspace. */
export interface NamedRun {
  readonly run: Run
  readonly workspace: string
}

const field: Readonly<Record<string, (row: NamedRun) => string>> = {
  workspace: ({ workspace }) => workspace,
  kind: ({ run }) => run.kind,
  status: ({ run }) => run.status,
  by: ({ run }) => run.createdBy ?? '',
  template: ({ run }) => run.template.name,
  id: ({ run }) => run.id,
}

/** The list of runs, newest first. */
export const runsTable = makeTable<NamedRun>({
  key: ({ run }) => run.id,
  searchable: row => ({
    text: Object.values(field)
      .map(read => read(row))
      .join(' ')
      .toLowerCase(),
    field: name => field[name]?.(row),
  }),
  target: ({ run }) => ({ screen: 'run', id: run.id }),
  subject: ({ run }) => ({ kind: 'run', run }),
  columns: [
    {
      id: 'workspace',
      title: 'workspace',
      width: 16,
      flex: 2,
      priority: 0,
      cell: ({ workspace }) => span(workspace, 'accent'),
    },
    { id: 'kind', title: 'kind', width: 9, priority: 2, cell: ({ run }) => span(run.kind) },
    { id: 'status', title: 'status', width: 22, priority: 1, cell: ({ run }) => runStatusSpan(run) },
    { id: 'plan', title: 'plan', width: 13, priority: 4, cell: ({ run }) => planSpan(run.plan) },
    {
      id: 'started',
      title: 'age',
      width: 4,
      align: 'right',
      priority: 3,
      cell: ({ run }, now) => span(ageOf(run.createdAt, now), 'muted'),
      sortBy: ({ run }) => -Date.parse(run.createdAt),
    },
    {
      id: 'took',
      title: 'took',
      width: 5,
      align: 'right',
      priority: 5,
      cell: ({ run }, now) => span(tookText(run, now), 'muted'),
    },
    {
      id: 'by',
      title: 'by',
      width: 10,
      flex: 1,
      priority: 6,
      cell: ({ run }) => span(run.createdBy ?? '', 'muted'),
    },
  ],
})

/** The status of a run; one that was asked to stop says so. */
export function runStatusSpan(run: Run): Span {
  const isEnding = run.cancelRequestedAt !== null && run.endedAt === null
  return isEnding ? span('◐ canceling', 'warn') : statusSpan(run.status)
}

/** A plan in numbers. */
export function planSpan(plan: PlanSummary | null): Span {
  if (plan === null) return span('')
  const { add, change, destroy, replace } = plan
  const text = [`+${add}`, `~${change}`, `-${destroy}`, ...(replace === 0 ? [] : [`±${replace}`])].join(' ')
  return span(text, destroy + replace > 0 ? 'warn' : 'plain')
}

/** How long it took, or takes so far. */
export function tookText({ startedAt, endedAt }: Run, now: number): string {
  if (startedAt === null) return ''
  return shortDuration((endedAt === null ? now : Date.parse(endedAt)) - Date.parse(startedAt))
}
