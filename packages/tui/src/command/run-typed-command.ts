import { openCreateForm } from '../dialog/open-form.js'
import { helpLines } from '../keys/help.js'
import { parsePlace } from '../place/place.js'
import { confirm, pager } from '../state/ask.js'
import { goTo } from '../state/navigate.js'
import { call } from '../state/start-calls.js'
import { type State, topView, withNotice } from '../state/state.js'
import { type Step, step } from '../state/step.js'
import { span } from '../text/line.js'
import { clean } from '../text/text-width.js'
import { themeNames } from '../theme/theme.js'
import { completeCommand } from './complete-command.js'

/** Does what was typed behind `:`. */
export function runTypedCommand(state: State, text: string): Step {
  const [word = '', argument = ''] = text.trim().split(/\s+(.*)/s)
  switch (word) {
    case 'q':
    case 'quit':
    case 'exit':
      return step(state, { type: 'quit' })
    case 'h':
    case 'help':
      return step({ ...state, dialog: pager('Help', helpLines(topView(state).place.screen, state)) })
    case 'theme':
      return step(setTheme(state, argument))
    case 'mouse':
      return step({ ...state, mouse: argument !== 'off' })
    case 'sync':
      return changing(state, () => sync(state, argument))
    case 'create':
      return changing(state, () =>
        step(openCreateForm(state, argument === '' ? undefined : argument, undefined)),
      )
  }
  const place = parsePlace(text)
  if (place !== undefined) return step(goTo(state, place))
  const close = completeCommand(state, word)
  const [only] = close
  if (only !== undefined && close.length === 1) return runTypedCommand(state, `${only} ${argument}`)
  const help =
    close.length === 0
      ? 'help lists the commands'
      : `did you mean ${close.map(each => `"${each}"`).join(' or ')}?`
  return step(withNotice(state, `There is no command "${clean(word)}": ${help}`, 'warn'))
}

function changing(state: State, run: () => Step): Step {
  return state.readOnly ? step(withNotice(state, 'Read-only: this changes something.', 'warn')) : run()
}

function setTheme(state: State, name: string): State {
  const theme = themeNames.find(each => each === name)
  return theme === undefined
    ? withNotice(state, `Themes: ${themeNames.join(', ')}.`, 'warn')
    : { ...state, theme }
}

function sync(state: State, how: string): Step {
  if (how === 'dry')
    return call(state, [{ kind: 'sync', options: { dryRun: true }, label: 'sync, only looking' }])
  if (how !== 'force') return call(state, [{ kind: 'sync', options: {}, label: 'sync' }])
  return step({
    ...state,
    dialog: confirm({
      title: 'Sync, whatever it removes?',
      lines: [[span('Without force, a sync that would remove most of the catalog is held back.')]],
      calls: [{ kind: 'sync', options: { force: true }, label: 'sync by force' }],
      yes: 'sync',
    }),
  })
}
