import type { Call, Effect } from '../effects/effect.js'
import { type State, topView, withList } from './state.js'
import { type Step, step } from './step.js'

/** Starts calls; the words for them stand at the bottom until they are answered. */
export function call(state: State, calls: readonly Call[]): Step {
  const working = [...state.working, ...calls.map(({ label }) => ({ label, progress: '' }))]
  const { list } = topView(state)
  const unmarked = list.marks.size === 0 ? state : withList(state, { ...list, marks: new Set<string>() })
  return step(
    { ...unmarked, working, notice: null },
    ...calls.map((each): Effect => ({ type: 'call', call: each })),
  )
}
