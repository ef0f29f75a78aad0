import { type Data, type DataPatch, patchData } from '../data/data.js'
import { withErrors } from '../dialog/form.js'
import { showSyncReport } from '../dialog/sync-report.js'
import type { Effect } from '../effects/effect.js'
import { settleList } from '../list/list-state.js'
import { formatPlace } from '../place/place.js'
import { findRun } from '../screens/screen.js'
import { askApproval, filesOf, showProblem } from './ask.js'
import { shownScreen } from './layout.js'
import type { Message } from './message.js'
import { effectsOfMoving, goInto } from './navigate.js'
import { type State, topView, type Work, withList, withNotice } from './state.js'
import { type Step, step } from './step.js'
import { updateKey } from './update-key.js'
import { updateLog } from './update-log.js'

/** What a message makes of the state. Pure: everything outside is an effect. */
export function update(state: State, message: Message): Step {
  const next = dispatch(state, message)
  const isMoved = topView(next.state).place !== topView(state).place
  // Rows may have come and gone while another place was shown.
  const shown = isMoved ? settled(next.state) : next.state
  return { state: shown, effects: [...next.effects, ...effectsOfMoving(state, shown)] }
}

function dispatch(state: State, message: Message): Step {
  switch (message.type) {
    case 'key':
      return updateKey(state, message.key)
    case 'resized':
      return step(settled({ ...state, columns: message.columns, rows: message.rows }))
    case 'ticked':
      return step(tick(state, message.now))
    case 'opened':
      return step({ ...state, where: message.where })
    case 'linked':
      return step({ ...state, link: message.link })
    case 'known': {
      const next = preview(settled({ ...state, data: message.patches.reduce(patchData, state.data) }))
      return step(next, ...sourcesOf(message.patches, state.data))
    }
    case 'problem-read':
      return step(showProblem(state, message.problem))
    case 'progressed': {
      const { label, text: progress } = message
      return step({
        ...state,
        working: state.working.map(work => (work.label === label ? { label, progress } : work)),
      })
    }
    case 'called':
      return afterCall(state, message)
    case 'said':
      return step(withNotice(state, message.text, message.tone))
    case 'log-page':
    case 'log-lines':
    case 'log-found':
      return updateLog(state, message)
  }
}

/** The files that an opened app's findings are about; also once it is known where they are. */
function sourcesOf(patches: readonly DataPatch[], before: Data): readonly Effect[] {
  const isPlaced = before.health === null && patches.some(({ kind }) => kind === 'health')
  const fresh = patches.flatMap(patch => (patch.kind === 'detail' ? [patch.detail] : []))
  const details = isPlaced ? [...before.details.values(), ...fresh] : fresh
  const files = details.flatMap(detail =>
    detail.kind === 'app' ? detail.app.diagnostics.flatMap(filesOf) : [],
  )
  return files.length === 0 ? [] : [{ type: 'read-sources', files: Array.from(new Set(files)) }]
}

function tick(state: State, now: number): State {
  const notice = state.notice !== null && state.notice.until <= now ? null : state.notice
  return { ...state, now, notice }
}

/** The cursor stays with its row when rows come and go, and in the window when its size changes. */
function settled(state: State): State {
  const { extent } = shownScreen(state)
  const { place, list } = topView(state)
  // Who is at the top of the feed stays there: that is where it happens.
  const isTail = place.screen === 'events' && list.index === 0
  return withList(state, settleList(isTail ? { ...list, key: null } : list, extent))
}

/** Asks about a plan that somebody here wanted to see first, once it is there. */
function preview(state: State): State {
  if (state.dialog !== null || state.bar !== null || state.readOnly) return state
  for (const id of state.previews) {
    const run = findRun(state, id)
    if (run === undefined) continue
    if (run.actions.includes('approve')) {
      const previews = new Set(state.previews)
      previews.delete(id)
      return askApproval({ ...state, previews }, run)
    }
  }
  return state
}

function afterCall(state: State, { call, result }: Extract<Message, { type: 'called' }>): Step {
  const working = withoutOne(state.working, call.label)
  const next = { ...state, working }
  if (!result.ok) {
    const { dialog } = next
    if (dialog?.kind === 'form' && dialog.busy) {
      const issues = result.issues.length > 0 ? result.issues : [{ pointer: '', detail: result.message }]
      return step({ ...next, dialog: { ...withErrors(dialog, issues), busy: false } })
    }
    const hint = result.hint === null ? '' : ` ${result.hint}`
    return step(withNotice(next, `Could not ${call.label}: ${result.message}${hint}`, 'bad'))
  }
  const isForm = next.dialog?.kind === 'form' && next.dialog.busy
  const told = withNotice(
    { ...next, dialog: isForm ? null : next.dialog },
    result.text ?? `Done: ${call.label}.`,
    'ok',
  )
  if (result.report !== undefined) return step(showSyncReport(told, result.report))
  const { place, preview: runId } = result
  const previews = runId === undefined ? told.previews : new Set([...told.previews, runId])
  return step(preview(place === undefined ? { ...told, previews } : goInto({ ...told, previews }, place)))
}

function withoutOne(working: readonly Work[], label: string): readonly Work[] {
  const at = working.findIndex(work => work.label === label)
  return at === -1 ? working : working.toSpliced(at, 1)
}

/** The places whose details are read again when they change. */
export function openPlaces({ views, data }: State) {
  return views.flatMap(({ place }) => {
    if (place.screen !== 'app' && place.screen !== 'workspace') return []
    const path = formatPlace(place)
    const detail = data.details.get(path)
    const ids = detail?.kind === 'workspace' ? [detail.workspace.id] : []
    return [{ place: path, ids: [place.id, ...ids] }]
  })
}
