import { layoutOf, shownScreen } from '../state/layout.js'
import type { State } from '../state/state.js'
import { fitLine, type Line } from '../text/line.js'
import { dialogRows } from './dialog-rows.js'
import { bodyRows, columnsLine, headerLine, type ScreenRow, titleLine } from './frame-lines.js'
import { statusLine } from './status-line.js'

/** Every row of the screen, made of nothing but the state. */
export function frameRows(state: State): readonly ScreenRow[] {
  const { dialog, rows } = state
  if (dialog === null) return screenRows(state)
  const header = rows >= 4 ? [headerLine(state)] : []
  return [...header, ...dialogRows(state, dialog)]
    .slice(0, rows)
    .map(line => row(fitLine(line, state.columns)))
}

function screenRows(state: State): readonly ScreenRow[] {
  const { screen, extent } = shownScreen(state)
  const { header, title, pinned, head, bodyHeight } = layoutOf(state, screen)
  const body = bodyRows(state, { screen, extent })
  const blanks = Array.from({ length: Math.max(0, bodyHeight - body.length) }, () => row([]))
  return [
    ...(header ? [row(headerLine(state))] : []),
    ...(title ? [row(titleLine(state, screen))] : []),
    ...pinned.map(line => row(fitLine(line, state.columns))),
    ...(head ? [row(columnsLine(state, screen))] : []),
    ...body,
    ...blanks,
    ...(state.rows >= 2 ? [row(statusLine(state))] : []),
  ]
}

function row(line: Line): ScreenRow {
  return { line, selected: false }
}
