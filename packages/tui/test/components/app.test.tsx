import { stripVTControlCharacters } from 'node:util'
import { expect } from 'chai'
import { render } from 'ink-testing-library'
import { describe, it } from 'mocha'
import { App } from '../../src/components/App.js'
import { frameRows } from '../../src/frame/frame-rows.js'
import type { Message } from '../../src/state/message.js'
import { lineText } from '../../src/text/line.js'
import { afterMessages, makeState, typed } from '../support/make-state.js'
import { makeAppRow, makeRun, makeTemplate, makeWorkspace } from '../support/make-things.js'

const known: Message = {
  type: 'known',
  patches: [
    { kind: 'apps', rows: ['cart', 'shop', 'web\u001b[31m', '漢字', 'é̂'].map(slug => makeAppRow(slug)) },
    { kind: 'workspaces', items: [makeWorkspace('demo'), makeWorkspace('other', { status: 'failed' })] },
    { kind: 'runs', items: [makeRun('run-1')] },
    { kind: 'templates', items: [makeTemplate('local', { properties: { size: { type: 'integer' } } })] },
    { kind: 'problems', items: [] },
  ],
}

const shownColumns = 90

describe('the screen as Ink renders it', () => {
  const screens = [
    { name: 'the dashboard', keys: '1' },
    { name: 'apps', keys: '2' },
    { name: 'a filter that is typed', keys: '2/sh' },
    { name: 'workspaces, one marked', keys: '3 ' },
    { name: 'runs', keys: '4' },
    { name: 'a log', keys: '4\r' },
    { name: 'help', keys: '2?' },
    { name: 'a form', keys: '2c' },
    { name: 'a question', keys: '3\u0004' },
  ]
  const sizes = [
    { columns: 80, rows: 24 },
    { columns: 200, rows: 50 },
    { columns: 20, rows: 5 },
  ]
  for (const { columns, rows } of sizes) {
    for (const { name, keys } of screens) {
      it(`is ${name} at ${columns}×${rows}, row by row`, () => {
        const { state } = afterMessages(makeState({ columns, rows }), [known, ...typed(keys)])
        const screen = render(<App state={state} />)
        const shown = stripVTControlCharacters(screen.lastFrame() ?? '').split('\n')
        screen.unmount()
        // Ink's test screen is a hundred columns wide, and blanks at the end of a row are not kept.
        const expected = frameRows(state).map(({ line }) => lineText(line).slice(0, shownColumns).trimEnd())
        expect(shown.map(row => row.slice(0, shownColumns).trimEnd())).to.deep.equal(expected)
      })
    }
  }
})
