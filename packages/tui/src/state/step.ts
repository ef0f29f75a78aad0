import type { Effect } from '../effects/effect.js'
import type { State } from './state.js'

/** What a message comes to: the next state, and what to do outside. */
export interface Step {
  readonly state: State
  readonly effects: readonly Effect[]
}

export function step(state: State, ...effects: readonly Effect[]): Step {
  return { state, effects }
}
