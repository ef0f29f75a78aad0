import type { Diagnostic } from '@waybill/core'
import { commandOf } from '../place/command-of.js'
import { placeOf } from '../screens/problems.js'
import type { Subject } from '../screens/screen-view.js'
import { type Line, span } from '../text/line.js'
import { clean } from '../text/text-width.js'
import { editorPlace, pager } from './ask.js'
import { type State, topView, withNotice } from './state.js'
import { type Step, step } from './step.js'
import { subjectUnderCursor } from './subjects.js'

/** Shows everything that is known of what is under the cursor. */
export function describe(state: State): Step {
  const subject = subjectUnderCursor(state)
  if (subject === undefined) return step(withNotice(state, 'There is nothing to describe here.', 'warn'))
  const { title, value } = described(state, subject)
  const lines = JSON.stringify(value, null, 2)
    .split('\n')
    .map((line): Line => [span(clean(line))])
  return step({ ...state, dialog: pager(title, lines) })
}

function described(state: State, subject: Subject): { readonly title: string; readonly value: unknown } {
  switch (subject.kind) {
    case 'app': {
      const detail = state.data.details.get(`apps/${subject.slug}`)
      const { text: _text, ...row } = subject.row ?? { text: '' }
      return { title: `app ${clean(subject.slug)}`, value: detail?.kind === 'app' ? detail.app : row }
    }
    case 'workspace':
      return { title: `workspace ${clean(subject.workspace.name)}`, value: subject.workspace }
    case 'run':
      return { title: `run ${subject.run.id}`, value: subject.run }
    case 'problem':
      return { title: `${subject.problem.code} ${clean(placeOf(subject.problem))}`, value: subject.problem }
    case 'template':
      return { title: `template ${clean(subject.template.name)}`, value: subject.template }
    case 'event':
      return { title: 'event', value: subject.value }
    case 'text':
      return { title: 'text', value: subject.text }
  }
}

/** Copies what is worth most of it. */
export function copy(state: State): Step {
  const subject = subjectUnderCursor(state)
  const text = subject === undefined ? undefined : textOf(subject)
  if (text === undefined) return step(withNotice(state, 'There is nothing to copy here.', 'warn'))
  return step(withNotice(state, `Copied ${clean(text)}`, 'ok'), { type: 'copy', text })
}

/** Copies the command that shows the same in a shell. */
export function copyCommand(state: State): Step {
  const text = commandOf(topView(state).place)
  return step(withNotice(state, `Copied ${clean(text)}`, 'ok'), { type: 'copy', text })
}

/** What is worth to have of a thing: its first endpoint, else its name. */
function textOf(subject: Subject): string | undefined {
  switch (subject.kind) {
    case 'app':
      return subject.slug
    case 'workspace':
      return Object.values(subject.workspace.endpoints)[0] ?? subject.workspace.name
    case 'run':
      return subject.run.id
    case 'problem':
      return placeOf(subject.problem)
    case 'template':
      return subject.template.name
    case 'text':
      return subject.text
    case 'event':
      return JSON.stringify(subject.value)
  }
}

/** Opens its endpoint. */
export function browse(state: State): Step {
  const subject = subjectUnderCursor(state)
  const url =
    subject?.kind === 'text'
      ? subject.url
      : subject?.kind === 'workspace'
        ? Object.values(subject.workspace.endpoints)[0]
        : undefined
  if (url === undefined) return step(withNotice(state, 'There is no endpoint here.', 'warn'))
  if (!/^https?:\/\//.test(url))
    return step(withNotice(state, `Only http addresses are opened, not ${clean(url)}.`, 'warn'))
  return step(withNotice(state, `Opening ${clean(url)}`), { type: 'open', url })
}

/** Opens its manifest, at the first finding. */
export function edit(state: State): Step {
  const subject = subjectUnderCursor(state)
  if (subject?.kind === 'problem') return step(state, editorPlace(subject.problem))
  if (subject?.kind !== 'app') return step(withNotice(state, 'There is nothing to edit here.', 'warn'))
  const detail = state.data.details.get(`apps/${subject.slug}`)
  if (detail?.kind === 'app') {
    const worst: Diagnostic | undefined = detail.app.diagnostics[0]
    if (worst !== undefined) return step(state, editorPlace(worst))
    return step(state, { type: 'edit', file: detail.app.source.file, line: 1, column: 1 })
  }
  const known = state.data.problems.find(({ file }) => file.startsWith(`${subject.slug}/`))
  if (known !== undefined) return step(state, editorPlace(known))
  return step(state, { type: 'edit', file: `${subject.slug}/app-manifest.json`, line: 1, column: 1 })
}
