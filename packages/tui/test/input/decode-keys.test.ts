import { expect } from 'chai'
import { describe, it } from 'mocha'
import { decodeKeys, flushKeys } from '../../src/input/decode-keys.js'
import type { Key } from '../../src/input/key.js'

const cases: readonly {
  readonly name: string
  readonly input: string
  readonly expected: readonly string[]
}[] = [
  { name: 'letters come one by one', input: 'jjG', expected: ['j', 'j', 'G'] },
  { name: 'enter is a carriage return or a line feed', input: '\r\n', expected: ['enter', 'enter'] },
  { name: 'tab and shift-tab', input: '\t\u001b[Z', expected: ['tab', 'shift-tab'] },
  { name: 'both kinds of backspace', input: '\u007f\b', expected: ['backspace', 'backspace'] },
  {
    name: 'control and a letter',
    input: '\u0006\u0002\u0004\u001a',
    expected: ['ctrl-f', 'ctrl-b', 'ctrl-d', 'ctrl-z'],
  },
  { name: 'arrows in both forms', input: '\u001b[A\u001bOB', expected: ['up', 'down'] },
  { name: 'modified arrows are arrows', input: '\u001b[1;5A\u001b[1;2D', expected: ['up', 'left'] },
  {
    name: 'page keys, home and end',
    input: '\u001b[5~\u001b[6~\u001b[H\u001b[4~',
    expected: ['pageup', 'pagedown', 'home', 'end'],
  },
  { name: 'modified page keys are page keys', input: '\u001b[5;5~', expected: ['pageup'] },
  {
    name: 'the wheel scrolls three lines',
    input: '\u001b[<64;10;5M\u001b[<65;10;5M',
    expected: ['wheel -3', 'wheel 3'],
  },
  {
    name: 'a click has its place, letting go is nothing',
    input: '\u001b[<0;10;5M\u001b[<0;10;5m',
    expected: ['click 10,5'],
  },
  {
    name: 'pasted text is one key',
    input: '\u001b[200~a\u001b[A\u001b[201~x',
    expected: ['paste a\u001b[A', 'x'],
  },
  { name: 'escape in front of a letter is two keys', input: '\u001bj', expected: ['esc', 'j'] },
  { name: 'wide and combined characters', input: 'é漢😀', expected: ['é', '漢', '😀'] },
  { name: 'an unknown sequence is nothing', input: '\u001b[99;99~j', expected: ['j'] },
]

describe('decodeKeys', () => {
  for (const { name, input, expected } of cases) {
    it(name, () => expect(decodeKeys('', input).keys.map(nameOf)).to.deep.equal(expected))
  }

  for (const { name, input, expected } of cases) {
    it(`${name}, byte by byte`, () => {
      let pending = ''
      const keys: Key[] = []
      for (const character of input) {
        const decoded = decodeKeys(pending, character)
        pending = decoded.pending
        keys.push(...decoded.keys)
      }
      expect([...keys, ...flushKeys(pending)].map(nameOf)).to.deep.equal(expected)
    })
  }

  it('a lone escape waits, and is the key when nothing follows', () => {
    const { keys, pending } = decodeKeys('', '\u001b')
    expect(keys).to.deep.equal([])
    expect(flushKeys(pending).map(nameOf)).to.deep.equal(['esc'])
  })

  it('a sequence without an end is given up', () => {
    expect(decodeKeys('', `\u001b[${'1'.repeat(100)}`).pending).to.equal('')
  })
})

function nameOf(key: Key): string {
  switch (key.kind) {
    case 'key':
      return key.name
    case 'paste':
      return `paste ${key.text}`
    case 'wheel':
      return `wheel ${key.lines}`
    case 'click':
      return `click ${key.column},${key.row}`
  }
}
