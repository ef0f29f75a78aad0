import { logRows } from '../log/log-lines.js'
import { commandOf } from '../place/command-of.js'
import { formatPlace, listOf } from '../place/place.js'
import type { ScreenView } from '../screens/screen-view.js'
import { type shownScreen, showsLog } from '../state/layout.js'
import { type State, topView } from '../state/state.js'
import { fitLine, justify, type Line, lineWidth, type Span, span } from '../text/line.js'
import { clean } from '../text/text-width.js'
import { shortDuration } from '../text/time.js'

/** A row of the screen. */
export interface ScreenRow {
  readonly line: Line
  /** It is under the cursor. */
  readonly selected: boolean
}

/** Columns in front of each row: the cursor and the mark, so that neither is shown by colour alone. */
const gutter = 2

/** The way here, and how it stands with what is looked at. */
export function headerLine(state: State): Line {
  const way = state.views.flatMap(({ place }, at): Span[] => {
    const name = 'id' in place ? place.id : place.screen
    return [
      span(' › ', 'muted'),
      span(clean(shorten(name)), at === state.views.length - 1 ? 'title' : 'muted'),
    ]
  })
  return justify([span('Waybill', 'accent'), ...way], linkSpans(state), state.columns)
}

function shorten(name: string): string {
  return /^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(name) ? `…${name.slice(-8)}` : name
}

function linkSpans({ link, where, readOnly, now }: State): Line {
  const mode = readOnly ? [span('read-only ', 'warn')] : []
  switch (link.status) {
    case 'opening':
      return [...mode, span('◌ opening ', 'warn'), span(clean(where), 'muted')]
    case 'live':
      return [...mode, span('● live ', 'ok'), span(clean(where), 'muted')]
    case 'lost': {
      const what = link.refused ? 'refused' : 'connection lost'
      return [...mode, span(`✗ ${what}, ${shortDuration(now - link.since)}, trying again`, 'bad')]
    }
  }
}

/** What the list is, how much of it is seen, and by what it is narrowed. */
export function titleLine(state: State, screen: ScreenView): Line {
  const { place, list } = topView(state)
  if (showsLog(state)) return justify([span('log', 'title')], logSpans(state), state.columns)
  const title = 'id' in place ? (place.screen === 'run' ? 'plan' : formatPlace(place)) : listOf(place)
  const isFiltered = list.filter !== ''
  const count =
    screen.head === null ? '' : isFiltered ? ` ${screen.keys.length} of ${screen.total}` : ` ${screen.total}`
  const left: Line = [
    span(clean(title), 'title'),
    span(count),
    ...(isFiltered ? [span(`  /${clean(list.filter)}`, 'match')] : []),
    ...(list.marks.size > 0 ? [span(`  ${list.marks.size} marked`, 'warn')] : []),
  ]
  const at = screen.keys.length === 0 ? '' : `${list.index + 1}/${screen.keys.length}`
  const command = `$ ${clean(commandOf(place))}   `
  const hasRoom = lineWidth(left) + command.length + at.length + 2 <= state.columns
  return justify(left, [span(`${hasRoom ? command : ''}${at}`, 'muted')], state.columns)
}

function logSpans({ log }: State): Line {
  if (log === null) return []
  const { search, size, wrap, follow, lines, top } = log
  const at = lines[top]?.offset ?? 0
  const percent = size === 0 ? '' : follow ? 'end' : `${Math.floor((100 * at) / size)}%`
  const words = search === null ? '' : search.query === '' ? 'errors' : `/${clean(search.query)}`
  const found =
    search === null ? '' : { found: '', searching: ' searching…', none: ' no more' }[search.status]
  return [
    span(words + found, 'match'),
    span(
      `  ${follow ? 'following' : 'stopped'}${wrap ? ' wrapped' : ''}  ${percent} of ${sizeText(size)}`,
      'muted',
    ),
  ]
}

function sizeText(bytes: number): string {
  if (bytes < 10_000) return `${bytes} B`
  return bytes < 10_000_000 ? `${Math.round(bytes / 1000)} kB` : `${Math.round(bytes / 1_000_000)} MB`
}

/** The titles of the columns. */
export function columnsLine(state: State, screen: ScreenView): Line {
  const width = Math.max(1, state.columns - gutter)
  return fitLine([span(' '.repeat(gutter)), ...(screen.head?.(width) ?? [])], state.columns)
}

/** The rows of the body. */
export function bodyRows(
  state: State,
  { screen, extent }: ReturnType<typeof shownScreen>,
): readonly ScreenRow[] {
  if (showsLog(state)) return logBody(state, extent.height)
  const { list } = topView(state)
  if (screen.keys.length === 0) {
    const text = screen.total > 0 ? `Nothing matches "${list.filter}"; esc clears the filter.` : screen.empty
    return [
      {
        line: fitLine([span(' '.repeat(gutter)), span(clean(text), 'muted')], state.columns),
        selected: false,
      },
    ]
  }
  const width = Math.max(1, state.columns - gutter)
  const rows: ScreenRow[] = []
  for (let index = list.top; index < Math.min(list.top + extent.height, extent.keys.length); index += 1) {
    const isHere = index === list.index
    const isMarked = list.marks.has(extent.keys[index] ?? '')
    const signs = `${isHere ? '❯' : ' '}${isMarked ? '◆' : ' '}`
    const line = screen.line(index, { width, now: state.now })
    rows.push({
      line: fitLine([span(signs, isMarked ? 'warn' : 'accent'), ...line], state.columns),
      selected: isHere,
    })
  }
  return rows
}

function logBody(state: State, height: number): readonly ScreenRow[] {
  const { log } = state
  const rows = log === null ? [] : logRows(log, { width: state.columns, height })
  if (rows.length > 0) return rows.map(line => ({ line, selected: false }))
  const text = log?.reading === true ? 'Reading the log…' : 'Nothing is logged yet.'
  return [{ line: fitLine([span(text, 'muted')], state.columns), selected: false }]
}
