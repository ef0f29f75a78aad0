import { type Data, emptyData } from '../data/data.js'
import type { Dialog } from '../dialog/dialog.js'
import type { TextInput } from '../input/text-input.js'
import { emptyList, type ListState } from '../list/list-state.js'
import type { LogState } from '../log/log-state.js'
import { formatPlace, type Place } from '../place/place.js'
import type { ThemeName } from '../theme/theme.js'

/** A place and where somebody is in it. */
export interface View {
  readonly place: Place
  readonly list: ListState
}

/** How it stands with the Waybill that is looked at. */
export type Link =
  | { readonly status: 'opening' }
  | { readonly status: 'live' }
  | {
      readonly status: 'lost'
      readonly message: string
      /** It answers, and does not let in who asks. */
      readonly refused: boolean
      readonly since: number
      readonly attempt: number
    }

/** The line at the bottom in which something is typed. */
export interface Bar {
  readonly kind: 'command' | 'filter' | 'search'
  readonly input: TextInput
  /** Entry of the history that is shown; null: what is typed. */
  readonly recall: number | null
  /** What was there before, for escape. */
  readonly before: string
}

/** A sentence for the person, at the bottom. */
export interface Notice {
  readonly text: string
  readonly tone: 'ok' | 'warn' | 'bad' | 'muted'
  readonly until: number
}

/** A call that is under way, in words, and how far it has come. */
export interface Work {
  readonly label: string
  readonly progress: string
}

/** Everything that is on the screen, and what it comes from. */
export interface State {
  readonly columns: number
  readonly rows: number
  readonly now: number
  readonly theme: ThemeName
  readonly readOnly: boolean
  /** What is looked at, for the header: `embedded database`, a URL. */
  readonly where: string
  readonly link: Link
  readonly data: Data
  /** The way here; the last one is shown. Never empty. */
  readonly views: readonly View[]
  /** Lists as they were left, by place. */
  readonly left: ReadonlyMap<string, ListState>
  readonly log: LogState | null
  /** A run's screen shows its plan instead of its log. */
  readonly showsPlan: boolean
  readonly bar: Bar | null
  readonly dialog: Dialog | null
  readonly notice: Notice | null
  /** Calls that are under way. */
  readonly working: readonly Work[]
  /** Commands that were typed, newest first. */
  readonly history: readonly string[]
  /** Runs that were started here to be looked at first: their plan is asked about as soon as it is there. */
  readonly previews: ReadonlySet<string>
  readonly mouse: boolean
}

/** What a terminal UI begins with. */
export interface StartOptions {
  readonly columns: number
  readonly rows: number
  readonly now: number
  readonly theme: ThemeName
  readonly readOnly: boolean
  readonly place: Place
  readonly mouse: boolean
}

export function startState({ place, ...options }: StartOptions): State {
  const home: View = { place: { screen: 'dashboard' }, list: emptyList }
  const first: View = { place, list: emptyList }
  const { columns, rows, now, theme, readOnly, mouse } = options
  return {
    columns,
    rows,
    now,
    theme,
    readOnly,
    mouse,
    where: '',
    link: { status: 'opening' },
    data: emptyData,
    views: place.screen === 'dashboard' ? [home] : [home, first],
    left: new Map(),
    log: null,
    showsPlan: false,
    bar: null,
    dialog: null,
    notice: null,
    working: [],
    history: [],
    previews: new Set(),
  }
}

/** What is shown. */
export function topView({ views }: State): View {
  return views.at(-1) ?? { place: { screen: 'dashboard' }, list: emptyList }
}

/** The shown place's list, changed. */
export function withList(state: State, list: ListState): State {
  const top = topView(state)
  if (list === top.list) return state
  return { ...state, views: [...state.views.slice(0, -1), { ...top, list }] }
}

/** A view of a place, as it was left. */
export function revisit(state: State, place: Place): View {
  return { place, list: state.left.get(formatPlace(place)) ?? emptyList }
}

const noticeMs = 6000

/** Says something at the bottom for a while. */
export function withNotice(state: State, text: string, tone: Notice['tone'] = 'muted'): State {
  return { ...state, notice: { text, tone, until: state.now + noticeMs } }
}
