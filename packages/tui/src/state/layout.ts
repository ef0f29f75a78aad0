import type { ListExtent } from '../list/list-state.js'
import { runHead } from '../screens/run.js'
import { findRun, openScreen, workspaceName } from '../screens/screen.js'
import type { ScreenView } from '../screens/screen-view.js'
import type { Line } from '../text/line.js'
import { type State, topView } from './state.js'

/** Which rows of the screen hold what. Where there is little room, the frame goes first. */
export interface Layout {
  readonly header: boolean
  readonly title: boolean
  /** Lines that stay above the body: what a run is. */
  readonly pinned: readonly Line[]
  readonly head: boolean
  readonly bodyHeight: number
}

export function layoutOf(state: State, screen: ScreenView): Layout {
  const { rows } = state
  const header = rows >= 4
  const title = rows >= 7
  const head = rows >= 6 && screen.head !== null
  const pinned = pinnedLines(state).slice(0, Math.max(0, rows - 6))
  const status = rows >= 2 ? 1 : 0
  const used = [header, title, head].filter(Boolean).length + pinned.length + status
  return { header, title, head, pinned, bodyHeight: Math.max(1, rows - used) }
}

function pinnedLines(state: State): readonly Line[] {
  const { place } = topView(state)
  if (place.screen !== 'run') return []
  const run = findRun(state, place.id)
  if (run === undefined) return []
  return runHead(run, workspaceName(state, run), { width: state.columns, now: state.now })
}

/** The screen that is shown, with how much of it is seen. */
export function shownScreen(state: State): { readonly screen: ScreenView; readonly extent: ListExtent } {
  const screen = openScreen(state, topView(state))
  const { bodyHeight } = layoutOf(state, screen)
  return { screen, extent: { keys: screen.keys, height: bodyHeight } }
}

/** Whether the shown place is the log of a run. */
export function showsLog(state: State): boolean {
  return topView(state).place.screen === 'run' && !state.showsPlan
}

/** Whether a line stands between the text of a dialog and its keys: only where there is room. */
export function hasDialogRule({ rows }: State): boolean {
  return rows >= 8
}

/** Rows for the text of a dialog: below its title, above its keys. */
export function dialogHeight(state: State): number {
  const { rows } = state
  return Math.max(1, rows - (rows >= 4 ? 1 : 0) - (hasDialogRule(state) ? 3 : 2))
}
