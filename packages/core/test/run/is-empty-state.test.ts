import { expect } from 'chai'
import { describe, it } from 'mocha'
import { isEmptyState } from '../../src/run/is-empty-state.js'
import { makeStateSnapshot } from '../../src/testing/workspace-builders.js'

const bytesOf = (text: string) => new TextEncoder().encode(text)

describe('isEmptyState', () => {
  const cases = [
    { name: 'no state at all', state: undefined, empty: true },
    { name: 'a state without resources', text: '{"version":4,"resources":[]}', empty: true },
    { name: 'a state with a resource', state: makeStateSnapshot(), empty: false },
    { name: 'a file that was cut off', text: '{"version":4,"resou', empty: false },
    { name: 'an empty file', text: '', empty: false },
    { name: 'another kind of file', text: '{"version":4}', empty: false },
  ]
  for (const { name, state, text, empty } of cases) {
    it(`${name} is ${empty ? 'empty' : 'not known to be empty'}`, () => {
      const snapshot = text === undefined ? state : makeStateSnapshot({ bytes: bytesOf(text) })
      expect(isEmptyState(snapshot)).to.equal(empty)
    })
  }
})
