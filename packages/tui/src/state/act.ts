import type { Run, Workspace } from '@waybill/core'
import { openCreateForm, openExtendForm, openUpdateForm } from '../dialog/open-form.js'
import type { CommandName } from '../keys/command-name.js'
import { span } from '../text/line.js'
import { askApproval, askDestroy, confirm } from './ask.js'
import { browse, copy, copyCommand, describe, edit } from './look.js'
import { goInto } from './navigate.js'
import { call } from './start-calls.js'
import { type State, topView, withNotice } from './state.js'
import { type Step, step } from './step.js'
import { runsOf, subjectUnderCursor, workspacesOf } from './subjects.js'

/** Does something with what is under the cursor, or with all that is marked. */
export function act(state: State, command: CommandName): Step {
  switch (command) {
    case 'describe':
      return describe(state)
    case 'copy':
      return copy(state)
    case 'copy-command':
      return copyCommand(state)
    case 'browse':
      return browse(state)
    case 'edit':
      return edit(state)
    case 'log':
      return openLatestRun(state)
    case 'sync':
      return call(state, [{ kind: 'sync', options: {}, label: 'sync' }])
    case 'check':
      return checkTemplate(state)
    case 'create':
      return step(openCreateForm(state, appOf(state), templateOf(state)))
    case 'update':
      return forWorkspaces(state, 'update', ([first]) =>
        step(first === undefined ? state : openUpdateForm(state, first)),
      )
    case 'plan':
    case 'refresh':
      return forWorkspaces(state, command, workspaces =>
        call(
          state,
          workspaces.map(({ id, name }) => ({
            kind: 'start',
            id,
            input: { kind: command },
            label: `${command} ${name}`,
          })),
        ),
      )
    case 'extend':
      return forWorkspaces(state, 'extend', workspaces => step(openExtendForm(state, workspaces)))
    case 'destroy':
      return forWorkspaces(state, 'destroy', workspaces => step(askDestroy(state, workspaces)))
    case 'approve':
      return forRuns(state, 'approve', ([first]) =>
        step(first === undefined ? state : askApproval(state, first)),
      )
    case 'discard':
    case 'retry':
      return forRuns(state, command, runs =>
        call(
          state,
          runs.map(run => ({ kind: command, id: run.id, label: `${command} the ${run.kind}` })),
        ),
      )
    case 'cancel':
      return cancel(state)
    default:
      return step(state)
  }
}

function forWorkspaces(
  state: State,
  action: Workspace['actions'][number],
  use: (workspaces: readonly Workspace[]) => Step,
): Step {
  const all = workspacesOf(state)
  const legal = all.filter(({ actions }) => actions.includes(action))
  if (legal.length > 0) return use(legal)
  const [first] = all
  if (first === undefined) return step(withNotice(state, 'There is no workspace under the cursor.', 'warn'))
  const can = first.actions.length === 0 ? 'nothing' : first.actions.join(', ')
  return step(
    withNotice(state, `${first.name} is ${first.status}: cannot ${action} now. It can: ${can}.`, 'warn'),
  )
}

function forRuns(state: State, action: Run['actions'][number], use: (runs: readonly Run[]) => Step): Step {
  const all = runsOf(state)
  const legal = all.filter(({ actions }) => actions.includes(action))
  if (legal.length > 0) return use(legal)
  const [first] = all
  if (first === undefined) return step(withNotice(state, 'There is no run under the cursor.', 'warn'))
  const can = first.actions.length === 0 ? 'nothing' : first.actions.join(', ')
  return step(
    withNotice(
      state,
      `The ${first.kind} is ${first.status.replaceAll('_', ' ')}: cannot ${action} now. It can: ${can}.`,
      'warn',
    ),
  )
}

function cancel(state: State): Step {
  const runs = runsOf(state)
  const forced = runs.filter(run => run.actions.includes('force-cancel') || isLongCanceled(run, state.now))
  const [first] = forced
  if (first !== undefined) {
    return step({
      ...state,
      dialog: confirm({
        title: 'Kill what it runs?',
        lines: [
          [
            span(
              'It was asked to stop and has not yet. Killed now, what it is making may stay behind unknown.',
              'bad',
            ),
          ],
        ],
        calls: [{ kind: 'cancel', id: first.id, force: true, label: `force-cancel the ${first.kind}` }],
        yes: 'kill',
      }),
    })
  }
  return forRuns(state, 'cancel', legal =>
    call(
      state,
      legal.map(run => ({ kind: 'cancel', id: run.id, label: `cancel the ${run.kind}` })),
    ),
  )
}

const forceAfterMs = 10_000

/** Its list of actions was read before it could be forced; nothing happens then that would tell. */
function isLongCanceled({ cancelRequestedAt, endedAt, forceRequestedAt, status }: Run, now: number): boolean {
  if (cancelRequestedAt === null || endedAt !== null || forceRequestedAt !== null || status === 'pending')
    return false
  return now - Date.parse(cancelRequestedAt) > forceAfterMs
}

function openLatestRun(state: State): Step {
  const [run] = runsOf(state)
  if (run === undefined) return step(withNotice(state, 'There is no run under the cursor.', 'warn'))
  return step(goInto(state, { screen: 'run', id: run.id }))
}

function checkTemplate(state: State): Step {
  const template = templateOf(state)
  if (template === undefined) return step(withNotice(state, 'There is no template under the cursor.', 'warn'))
  return call(state, [{ kind: 'check-template', name: template, label: `check ${template}` }])
}

function appOf(state: State): string | undefined {
  const subject = subjectUnderCursor(state)
  if (subject?.kind === 'app') return subject.slug
  const { place } = topView(state)
  if (place.screen === 'app') return place.id
  return undefined
}

function templateOf(state: State): string | undefined {
  const subject = subjectUnderCursor(state)
  return subject?.kind === 'template' ? subject.template.name : undefined
}
