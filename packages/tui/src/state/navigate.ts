import type { Effect } from '../effects/effect.js'
import { openLog } from '../log/log-state.js'
import { formatPlace, type Place } from '../place/place.js'
import { revisit, type State, topView } from './state.js'

/** Goes deeper: to a place that `back` comes back from. */
export function goInto(state: State, place: Place): State {
  const path = formatPlace(place)
  const at = state.views.findIndex(view => formatPlace(view.place) === path)
  if (at === state.views.length - 1) return state
  const remembered = remember(state)
  // A place on the way here is gone back to, so that the way never has circles.
  if (at !== -1) return shown({ ...remembered, views: remembered.views.slice(0, at + 1) })
  return shown({ ...remembered, views: [...remembered.views, revisit(remembered, place)] })
}

/** Goes to a place as if from the start: the dashboard, then there. */
export function goTo(state: State, place: Place): State {
  const remembered = remember(state)
  const home = revisit(remembered, { screen: 'dashboard' })
  const views = place.screen === 'dashboard' ? [home] : [home, revisit(remembered, place)]
  return shown({ ...remembered, views })
}

/** One step back. */
export function goBack(state: State): State {
  if (state.views.length < 2) return state
  const remembered = remember(state)
  return shown({ ...remembered, views: remembered.views.slice(0, -1) })
}

function shown(state: State): State {
  const { place } = topView(state)
  const log = place.screen !== 'run' ? null : state.log?.runId === place.id ? state.log : openLog(place.id)
  return { ...state, log, showsPlan: false }
}

function remember(state: State): State {
  const left = new Map(state.left)
  for (const { place, list } of state.views) left.set(formatPlace(place), list)
  return { ...state, left }
}

/** What has to be read when another place is shown, and what need not be followed any more. */
export function effectsOfMoving(before: State, after: State): readonly Effect[] {
  const { place } = topView(after)
  const path = formatPlace(place)
  if (path === formatPlace(topView(before).place)) return []
  const closes: readonly Effect[] =
    topView(before).place.screen === 'run' && place.screen !== 'run' ? [{ type: 'close-log' }] : []
  return [...closes, ...effectsOfShowing(place)]
}

/** What a place needs to be shown. */
export function effectsOfShowing(place: Place): readonly Effect[] {
  if (place.screen === 'run') {
    return [
      { type: 'load', load: { kind: 'run', id: place.id } },
      { type: 'open-log', runId: place.id },
    ]
  }
  const isDetailed = place.screen === 'app' || place.screen === 'workspace'
  return isDetailed ? [{ type: 'load', load: { kind: 'detail', place: formatPlace(place) } }] : []
}
