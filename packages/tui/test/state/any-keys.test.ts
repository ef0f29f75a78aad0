import fc from 'fast-check'
import { render } from 'ink-testing-library'
import { describe, it } from 'mocha'
import { App } from '../../src/components/App.js'
import { bodyRows, headerLine } from '../../src/components/frame-lines.js'
import { statusLine } from '../../src/components/StatusLine.js'
import { bindings } from '../../src/keys/binding.js'
import type { Message } from '../../src/state/message.js'
import type { State } from '../../src/state/state.js'
import { lineText } from '../../src/text/line.js'
import { widthOf } from '../../src/text/text-width.js'
import { afterMessages, makeState, typed } from '../support/make-state.js'
import { makeAppRow, makeEvent, makeRun, makeTemplate, makeWorkspace } from '../support/make-things.js'

const known: Message = {
  type: 'known',
  patches: [
    { kind: 'apps', rows: ['cart', 'shop', 'web\u001b[31m', '漢字', 'é̂'].map(slug => makeAppRow(slug)) },
    { kind: 'workspaces', items: [makeWorkspace('demo'), makeWorkspace('other', { status: 'failed' })] },
    {
      kind: 'runs',
      items: [
        makeRun('run-2', { status: 'planned', actions: ['approve', 'discard', 'cancel'], endedAt: null }),
        makeRun('run-1'),
      ],
    },
    {
      kind: 'templates',
      items: [
        makeTemplate('local', { properties: { size: { type: 'integer' }, kind: { enum: ['a', 'b'] } } }),
      ],
    },
    { kind: 'problems', items: [] },
    { kind: 'events', items: [makeEvent(1), makeEvent(2)] },
  ],
}

const sequences = [
  '\r',
  '\u001b',
  '\t',
  '\u001b[A',
  '\u001b[B',
  '\u001b[5~',
  '\u001b[6~',
  '\u007f',
  '\u001b[<64;3;5M',
  '\u001b[<65;3;5M',
  '\u001b[<0;9;9M',
  '\u001b[200~paste\u001b[201~',
]
const bound = bindings.flatMap(({ keys }) => keys.filter(key => key.length === 1))
const controls = ['\u0001', '\u0002', '\u0004', '\u0006', '\u000b', '\u0013', '\u0015', '\u0017', '\u0019']
const message = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.constantFrom(...bound, ...sequences, ...controls, ...'abcxyz19/ :漢'.split('')).map(typed),
  },
  {
    weight: 1,
    arbitrary: fc
      .record({ columns: fc.integer({ min: 1, max: 300 }), rows: fc.integer({ min: 1, max: 100 }) })
      .map((size): readonly Message[] => [{ type: 'resized', ...size }]),
  },
)

describe('any keys', function () {
  this.timeout(120_000)

  it('no sequence of 200 keys breaks a frame', () => {
    const screen = render(<App state={makeState()} />)
    fc.assert(
      fc.property(fc.array(message, { minLength: 200, maxLength: 200 }), sequence => {
        let state = afterMessages(makeState(), [known]).state
        for (const [at, messages] of sequence.entries()) {
          state = afterMessages(state, messages).state
          for (const { line } of bodyRows(state)) checkRow(lineText(line), state)
          checkRow(lineText(headerLine(state)), state)
          checkRow(lineText(statusLine(state)), state)
          if (at % 40 !== 0) continue
          screen.rerender(<App state={state} />)
          const rows = (screen.lastFrame() ?? '').split('\n')
          if (rows.length > state.rows) throw new Error(`${rows.length} rows on a screen of ${state.rows}`)
          for (const row of rows) checkRow(row, state)
        }
      }),
      { numRuns: 30, endOnFailure: true },
    )
    screen.unmount()
  })
})

/** No row is wider than the screen, and none holds an escape sequence of anybody's name. */
function checkRow(row: string, { columns }: State): void {
  if (row.includes('\u001b')) throw new Error(`an escape sequence: ${JSON.stringify(row)}`)
  if (widthOf(row) > columns) throw new Error(`wider than ${columns}: ${JSON.stringify(row)}`)
}
