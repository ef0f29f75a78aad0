import type { Workspace } from '@waybill/core'
import { expect } from 'chai'
import { describe, it } from 'mocha'
import { workspaceLines } from '../../src/screens/workspace.js'
import { lineText } from '../../src/text/line.js'
import { makeWorkspace } from '../support/make-things.js'

const now = Date.parse('2026-01-01T12:00:00Z')

function textOf(workspace: Workspace): string {
  const lines = workspaceLines({ workspace, runs: [], states: [], resources: [], width: 80, now })
  return lines.map(({ line }) => lineText(line)).join('\n')
}

describe('workspaceLines', () => {
  const cases: readonly (readonly [string, Partial<Workspace>, RegExp])[] = [
    ['without an end', { status: 'ready', expiresAt: null }, /ends +when it is destroyed/],
    ['with an end', { status: 'ready', expiresAt: '2026-01-01T15:00:00.000Z' }, /ends +in 3h/],
    ['destroyed', { status: 'destroyed', expiresAt: null, actions: [] }, /ends +it has ended\n[\s\S]*can +-/],
  ]
  for (const [name, changes, expected] of cases)
    it(`says when one ${name} ends`, () => expect(textOf(makeWorkspace('demo', changes))).to.match(expected))
})
