import type { Effect } from '../../src/effects/effect.js'
import { decodeKeys } from '../../src/input/decode-keys.js'
import type { Message } from '../../src/state/message.js'
import { type StartOptions, type State, startState } from '../../src/state/state.js'
import { update } from '../../src/state/update.js'

export const now = Date.parse('2026-03-01T12:00:00.000Z')

/** A state at its start. */
export function makeState(options: Partial<StartOptions> = {}): State {
  return startState({
    columns: 80,
    rows: 24,
    now,
    theme: 'mono',
    readOnly: false,
    place: { screen: 'dashboard' },
    mouse: true,
    ...options,
  })
}

/** What messages make of a state, and the effects of all of them. */
export function afterMessages(
  state: State,
  messages: readonly Message[],
): { readonly state: State; readonly effects: readonly Effect[] } {
  const effects: Effect[] = []
  let current = state
  for (const message of messages) {
    const next = update(current, message)
    current = next.state
    effects.push(...next.effects)
  }
  return { state: current, effects }
}

/** Keys as a terminal sends them, as messages. */
export function typed(text: string): readonly Message[] {
  const { keys, pending } = decodeKeys('', text)
  const rest = pending === '\u001b' ? decodeKeys('', '\u001b ').keys.slice(0, 1) : []
  return [...keys, ...rest].map(key => ({ type: 'key', key }))
}
