import type { Diagnostic, Run, Workspace } from '@waybill/core'
import type { Confirm, Pager } from '../dialog/dialog.js'
import type { Call } from '../effects/effect.js'
import { textInput } from '../input/text-input.js'
import { problemLines } from '../screens/problem-lines.js'
import { placeOf } from '../screens/problems.js'
import { planLines } from '../screens/run.js'
import { workspaceName } from '../screens/screen.js'
import { type Line, span } from '../text/line.js'
import { clean } from '../text/text-width.js'
import type { State } from './state.js'

/** A question with what most questions have. */
export function confirm(
  question: Pick<Confirm, 'title' | 'lines' | 'calls' | 'yes'> & Partial<Confirm>,
): Confirm {
  return { kind: 'confirm', top: 0, typed: null, input: textInput(), other: null, ...question }
}

/** Shows text. */
export function pager(title: string, lines: readonly Line[], place: Pager['place'] = null): Pager {
  return { kind: 'pager', title, lines, top: 0, place }
}

/** Shows a plan with all its changes and asks for consent. */
export function askApproval(state: State, run: Run): State {
  const name = workspaceName(state, run)
  const imports = run.actions.includes('import')
  const approve: Call = {
    kind: 'approve',
    id: run.id,
    label: `approve the ${run.kind} of ${name}`,
    import: imports,
  }
  return {
    ...state,
    dialog: confirm({
      title: `Approve the ${run.kind} of ${clean(name)}?`,
      lines: [
        ...planLines(run, state.columns),
        ...(imports ? [[span('What is certain to exist is taken into the state first.', 'muted')]] : []),
      ],
      calls: [approve],
      yes: 'approve',
      other: {
        key: 'D',
        label: 'discard',
        calls: [{ kind: 'discard', id: run.id, label: `discard the plan of ${name}` }],
      },
    }),
  }
}

/** Asks for the name before anything is destroyed; for several, for their number. */
export function askDestroy(state: State, workspaces: readonly Workspace[]): State {
  const names = workspaces.map(({ name }) => clean(name))
  const [only] = names
  const typed = names.length === 1 && only !== undefined ? only : `destroy ${names.length}`
  return {
    ...state,
    dialog: confirm({
      title: names.length === 1 ? `Destroy ${only}?` : `Destroy ${names.length} workspaces?`,
      lines: [
        [
          span(
            `This destroys all that ${names.length === 1 ? 'it is' : 'they are'} made of, and cannot be undone:`,
            'bad',
          ),
        ],
        ...workspaces.map(
          ({ name, appSlug, owner, template }): Line => [
            span(`  ${clean(name)} `, 'accent'),
            span(
              `app ${clean(appSlug)}, template ${clean(template.name)}${owner === null ? '' : `, owner ${clean(owner)}`}`,
              'muted',
            ),
          ],
        ),
      ],
      typed,
      calls: workspaces.map(({ id, name }) => ({ kind: 'destroy', id, label: `destroy ${name}` })),
      yes: 'destroy',
    }),
  }
}

/** The files whose lines a finding is about. */
export function filesOf({ file, related }: Diagnostic): readonly string[] {
  return [file, ...related.map(place => place.file)]
}

/** A finding with the lines it is about. */
export function showProblem(state: State, problem: Diagnostic): State {
  const lines = problemLines(problem, { width: state.columns, sources: state.data.sources })
  const { file, line, column } = editorPlace(problem)
  return {
    ...state,
    dialog: pager(
      `${problem.code} ${placeOf(problem)}`,
      lines.map(doc => doc.line),
      { file, line, column },
    ),
  }
}

/** A place in the source that an editor can open. */
export function editorPlace({ file, range }: Diagnostic) {
  return { type: 'edit', file, line: range?.start.line ?? 1, column: range?.start.column ?? 1 } as const
}
