import {
  findInWindow,
  type LogState,
  matchesLog,
  neededPage,
  scrollLog,
  showMatch,
  takeLines,
  takePage,
} from '../log/log-state.js'
import { shownScreen } from './layout.js'
import type { Message } from './message.js'
import { type State, withNotice } from './state.js'
import { type Step, step } from './step.js'

/** What comes from a log: pages, new lines, what a search found. */
export function updateLog(
  state: State,
  message: Extract<Message, { type: 'log-page' | 'log-lines' | 'log-found' }>,
): Step {
  const { log } = state
  // Answers for a run that is not looked at any more.
  if (log === null || log.runId !== message.runId) return step(state)
  switch (message.type) {
    case 'log-page':
      return step({ ...state, log: takePage(log, message.page) })
    case 'log-lines':
      return step({ ...state, log: takeLines(log, message.lines) })
    case 'log-found':
      return step(takeFound(state, log, message))
  }
}

function takeFound(
  state: State,
  log: LogState,
  { query, found }: Extract<Message, { type: 'log-found' }>,
): State {
  if (log.search?.query !== query) return state
  if (found === null) {
    const what = query === '' ? 'No other error.' : `Nothing else matches "${query}".`
    return withNotice({ ...state, log: { ...log, search: { ...log.search, status: 'none' } } }, what, 'warn')
  }
  const paged = takePage({ ...log, lines: [], from: -1, to: -1 }, found.page)
  const at = paged.lines.findIndex(({ offset }) => offset === found.offset)
  return { ...state, log: showMatch(paged, Math.max(0, at), logHeight(state)) }
}

/** Scrolls a log and reads on where its window ends. */
export function moveLog(state: State, by: number): Step {
  if (state.log === null) return step(state)
  return readOn({ ...state, log: scrollLog(state.log, by, logHeight(state)) })
}

/** To the very beginning or the very end of a log. */
export function jumpLog(state: State, to: 'start' | 'end'): Step {
  const { log } = state
  if (log === null) return step(state)
  if (to === 'end') {
    const next = { ...log, follow: true, search: null }
    if (log.to >= log.size) return step({ ...state, log: next })
    return step(
      { ...state, log: { ...next, reading: true } },
      { type: 'read-log', runId: log.runId, at: 'end' },
    )
  }
  if (log.from === 0) return step({ ...state, log: { ...log, top: 0, follow: false } })
  const next = { ...log, top: 0, follow: false, reading: true }
  return step({ ...state, log: next }, { type: 'read-log', runId: log.runId, at: { after: 0 } })
}

function readOn(state: State): Step {
  const { log } = state
  const needed = log === null ? null : neededPage(log, logHeight(state))
  if (log === null || needed === null) return step(state)
  const at = needed === 'before' ? { before: log.from } : { after: log.to }
  return step({ ...state, log: { ...log, reading: true } }, { type: 'read-log', runId: log.runId, at })
}

/** Looks for the next line that matches; first in what is held, then in the rest. */
export function searchLog(state: State, query: string, stepBy: 1 | -1): Step {
  const { log } = state
  if (log === null) return step(state)
  const height = logHeight(state)
  const start = log.search?.offset ?? null
  const here = log.lines.findIndex(({ offset }) => offset === start)
  const top = log.follow ? Math.max(0, log.lines.length - height) : log.top
  const isNew = log.search?.query !== query
  const from = here !== -1 ? here : top - stepBy
  const first = log.lines[from]
  const searching: LogState = { ...log, search: { query, status: 'searching', offset: isNew ? null : start } }
  if (isNew && here !== -1 && first !== undefined && matchesLog(first, query)) {
    return readOn({ ...state, log: showMatch(searching, here, height) })
  }
  const found = findInWindow(log, query, { after: from, step: stepBy })
  if (found !== undefined) return readOn({ ...state, log: showMatch(searching, found, height) })
  return step(
    { ...state, log: searching },
    { type: 'search-log', runId: log.runId, query, from: stepBy === 1 ? log.to : log.from, step: stepBy },
  )
}

function logHeight(state: State): number {
  return shownScreen(state).extent.height
}
