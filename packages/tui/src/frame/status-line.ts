import { completeCommand } from '../command/complete-command.js'
import { bindingsOn, keyLabel } from '../keys/binding.js'
import { findRun } from '../screens/screen.js'
import { type State, topView } from '../state/state.js'
import { subjects } from '../state/subjects.js'
import { fitLine, type Line, span } from '../text/line.js'
import { clean } from '../text/text-width.js'
import { inputSpans } from './input-spans.js'

/** The last row: what is typed, what is said, what is under way, or which keys there are. */
export function statusLine(state: State): Line {
  const { bar, notice, working, columns } = state
  if (bar !== null) {
    const lead = { command: ':', filter: '/', search: 'search ' }[bar.kind]
    const [found] =
      bar.kind === 'command' && bar.input.text !== '' ? completeCommand(state, bar.input.text) : []
    const ghost = found?.startsWith(bar.input.text) ? found.slice(bar.input.text.length) : ''
    const hint = ghost === '' ? '' : '   tab completes'
    return fitLine(
      [
        span(lead, 'key'),
        ...inputSpans(bar.input, columns - lead.length - 1),
        span(clean(ghost), 'muted'),
        span(hint, 'muted'),
      ],
      columns,
    )
  }
  if (notice !== null) {
    const sign = { ok: '✓ ', warn: '! ', bad: '✗ ', muted: '' }[notice.tone]
    return fitLine([span(`${sign}${clean(notice.text)}`, notice.tone)], columns)
  }
  const [first] = working
  if (first !== undefined) {
    const more = working.length > 1 ? ` and ${working.length - 1} more` : ''
    const progress = first.progress === '' ? '' : `: ${first.progress}`
    return fitLine([span(`◐ ${clean(`${first.label}${progress}`)}${more}…`, 'busy')], columns)
  }
  const { link } = state
  if (link.status === 'lost') return fitLine([span(`✗ ${clean(link.message)}`, 'bad')], columns)
  return fitLine(hints(state), columns)
}

function hints(state: State): Line {
  const legal = legalHere(state)
  const here = bindingsOn(topView(state).place.screen, state).filter(
    ({ hint, command }) => hint !== undefined && (!gated.includes(command) || legal.includes(command)),
  )
  const order = ['help', 'filter', 'search']
  const sorted = here.toSorted((a, b) => order.indexOf(b.hint ?? '') - order.indexOf(a.hint ?? ''))
  return sorted.flatMap(
    ({ keys, hint }): Line => [span(keyLabel(keys[0] ?? ''), 'key'), span(` ${hint}  `, 'muted')],
  )
}

/** Commands that are only hinted at where they are legal. */
const gated: readonly string[] = [
  'approve',
  'cancel',
  'retry',
  'discard',
  'update',
  'destroy',
  'extend',
  'log',
]

/** What may be done with all that a key would act on. */
function legalHere(state: State): readonly string[] {
  return subjects(state).flatMap(subject => {
    if (subject.kind === 'run') return ['log', ...(findRun(state, subject.run.id) ?? subject.run).actions]
    if (subject.kind !== 'workspace') return []
    const { actions, currentRun } = subject.workspace
    return ['log', ...actions, ...(findRun(state, currentRun.id) ?? currentRun).actions]
  })
}
