import type { Run } from '@waybill/core'
import { type Line, type Span, span } from '../text/line.js'
import { clean, fitText, wrapText } from '../text/text-width.js'
import { planSpan, runStatusSpan, tookText } from './runs.js'

const phases = ['pending', 'planning', 'planned', 'applying', 'applied'] as const
const reached: Readonly<Record<Run['status'], number>> = {
  pending: 0,
  planning: 1,
  planned: 2,
  applying: 3,
  applied: 4,
  planned_and_finished: 2,
  errored: -1,
  canceled: -1,
  discarded: -1,
}

/** What stands above a run's log: what it is, how far it has come, why it waits. */
export function runHead(
  run: Run,
  workspace: string,
  { width, now }: { readonly width: number; readonly now: number },
): readonly Line[] {
  const why = run.error?.message ?? run.waiting
  const whyTone = run.error === null ? 'warn' : 'bad'
  const hint = run.error?.hint
  return [
    [
      span(`${clean(workspace)} `, 'accent'),
      span(`${run.kind}  `),
      runStatusSpan(run),
      span(
        `  ${tookText(run, now)}${run.attempt > 1 ? `  attempt ${run.attempt}` : ''}${run.createdBy === null ? '' : `  by ${clean(run.createdBy)}`}`,
        'muted',
      ),
    ],
    phaseLine(run),
    ...(why === null
      ? []
      : wrapText(clean(why), width)
          .slice(0, 2)
          .map(row => [span(row, whyTone)])),
    ...(hint ? [[span(`help: ${clean(hint)}`, 'muted')]] : []),
  ]
}

function phaseLine(run: Run): Line {
  const at = reached[run.status]
  const known = at === -1 ? stoppedAt(run) : at
  const steps = phases.flatMap((phase, index): Span[] => {
    const isOver = index < known || (index === known && run.endedAt !== null && at !== -1)
    const isNow = index === known && run.endedAt === null
    const isStop = at === -1 && index === known
    const tone = isNow ? 'busy' : isStop ? 'bad' : isOver ? 'ok' : 'muted'
    const sign = isNow ? '◐' : isStop ? '✗' : isOver ? '✓' : '·'
    return [span(index === 0 ? '' : ' › ', 'muted'), span(`${sign} ${phase}`, tone)]
  })
  const plan = planSpan(run.plan)
  return [...steps, ...(run.plan === null ? [] : [span('   plan '), plan])]
}

/** The phase in which a run ended early. */
function stoppedAt({ error, plan, startedAt }: Run): number {
  if (error !== null) return { prepare: 1, plan: 1, apply: 3 }[error.phase]
  if (startedAt === null) return 0
  return plan === null ? 1 : 2
}

const actionSigns: Readonly<Record<string, Span>> = {
  create: span('+ create ', 'ok'),
  update: span('~ update ', 'warn'),
  delete: span('- delete ', 'bad'),
  replace: span('± replace', 'bad'),
}

/** A plan, change by change, and what had drifted. */
export function planLines(run: Run, width: number): readonly Line[] {
  const { plan } = run
  const uncertain = run.uncertain.filter(({ resolved }) => resolved === null)
  if (plan === null) return [[span('There is no plan yet.', 'muted')]]
  const changes = plan.changes.filter(({ action }) => action !== 'no-op' && action !== 'read')
  return [
    [
      span('Plan ', 'title'),
      span(
        `${plan.add} to add, ${plan.change} to change, ${plan.destroy} to destroy${plan.replace === 0 ? '' : `, ${plan.replace} to replace`}`,
      ),
    ],
    ...(changes.length === 0 ? [[span('  No change.', 'muted')]] : []),
    ...changes.map(
      ({ address, action, reason }): Line => [
        span('  '),
        actionSigns[action] ?? span(fitText(action, 9)),
        span(` ${clean(address)}`),
        span(reason === null ? '' : `  ${clean(reason)}`, 'muted'),
      ],
    ),
    ...(uncertain.length === 0 ? [] : [[span('Nobody knows whether these exist', 'title')] as Line]),
    ...uncertain.map(
      ({ address, why }): Line => [span('  ? '), span(clean(address), 'warn'), span(`  ${why}`, 'muted')],
    ),
    ...(plan.drift.length === 0 ? [] : [[span('Drifted', 'title')] as Line]),
    ...plan.drift.flatMap(({ address, action, attributes }): Line[] => [
      [
        span('  ! '),
        span(clean(address), 'warn'),
        span(action === 'delete' ? '  is gone' : '  was changed', 'muted'),
      ],
      ...attributes.map(
        ({ path, before, after, sensitive }): Line => [
          span(`      ${clean(path)}: `, 'muted'),
          span(
            sensitive
              ? '(sensitive)'
              : clean(`${JSON.stringify(before)} → ${JSON.stringify(after)}`).slice(0, width * 2),
          ),
        ],
      ),
    ]),
  ]
}
