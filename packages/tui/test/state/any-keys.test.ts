import fc from 'fast-check'
import { describe, it } from 'mocha'
import { frameRows } from '../../src/frame/frame-rows.js'
import { paintFrame } from '../../src/frame/paint-frame.js'
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
    fc.assert(
      fc.property(fc.array(message, { minLength: 200, maxLength: 200 }), sequence => {
        let state = afterMessages(makeState(), [known]).state
        for (const messages of sequence) {
          state = afterMessages(state, messages).state
          checkFrame(state)
        }
      }),
      { numRuns: 10, endOnFailure: true },
    )
  })
})

/** It has exactly the rows of the screen, none wider than it, and none holds an escape sequence of anybody's name. */
function checkFrame(state: State): void {
  const rows = frameRows(state)
  if (rows.length !== state.rows) throw new Error(`${rows.length} rows on a screen of ${state.rows}`)
  for (const { line } of rows) {
    const text = lineText(line)
    if (text.includes('\u001b')) throw new Error(`an escape sequence: ${JSON.stringify(text)}`)
    if (widthOf(text) > state.columns) throw new Error(`wider than ${state.columns}: ${JSON.stringify(text)}`)
  }
  const left = paintFrame(state).replaceAll(ownCodes, '')
  if (left.includes('\u001b')) throw new Error(`a code that is not ours: ${JSON.stringify(left)}`)
}

const ownCodes = /\u001b\[\d{1,2}m/g
