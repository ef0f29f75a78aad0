import { expect } from 'chai'
import { describe, it } from 'mocha'
import {
  emptyList,
  type ListState,
  moveList,
  moveListTo,
  scrollList,
  settleList,
  toggleMark,
} from '../../src/list/list-state.js'

const keys = Array.from({ length: 100 }, (_, at) => `row-${at}`)
const extent = { keys, height: 10 }
const at = (index: number): ListState => moveListTo(emptyList, index, extent)
const where = ({ index, top, key }: ListState) => ({ index, top, key })

const cases: readonly { readonly name: string; readonly list: ListState; readonly expected: object }[] = [
  { name: 'down by one', list: moveList(at(0), 1, extent), expected: { index: 1, top: 0, key: 'row-1' } },
  {
    name: 'not above the first row',
    list: moveList(at(0), -5, extent),
    expected: { index: 0, top: 0, key: 'row-0' },
  },
  {
    name: 'not below the last row',
    list: moveList(at(98), 5, extent),
    expected: { index: 99, top: 90, key: 'row-99' },
  },
  {
    name: 'the window follows down',
    list: moveList(at(9), 1, extent),
    expected: { index: 10, top: 1, key: 'row-10' },
  },
  {
    name: 'the wheel takes the cursor along',
    list: scrollList(at(0), 3, extent),
    expected: { index: 3, top: 3, key: 'row-3' },
  },
  {
    name: 'the wheel stops at the end',
    list: scrollList(at(99), 30, extent),
    expected: { index: 99, top: 90, key: 'row-99' },
  },
  {
    name: 'rows that come in front do not move the cursor to another row',
    list: settleList(at(5), { keys: ['new', ...keys], height: 10 }),
    expected: { index: 6, top: 0, key: 'row-5' },
  },
  {
    name: 'when its row goes, the cursor is on the next one',
    list: settleList(at(5), { keys: keys.toSpliced(5, 1), height: 10 }),
    expected: { index: 5, top: 0, key: 'row-6' },
  },
  {
    name: 'when all rows go, it is nowhere',
    list: settleList(at(5), { keys: [], height: 10 }),
    expected: { index: 0, top: 0, key: null },
  },
  {
    name: 'a smaller screen keeps the cursor in sight',
    list: settleList(at(9), { keys, height: 3 }),
    expected: { index: 9, top: 7, key: 'row-9' },
  },
  {
    name: 'a screen of one row',
    list: moveList(at(0), 1, { keys, height: 1 }),
    expected: { index: 1, top: 1, key: 'row-1' },
  },
]

describe('a list', () => {
  for (const { name, list, expected } of cases) {
    it(name, () => expect(where(list)).to.deep.equal(expected))
  }

  it('marks come and go by key', () => {
    const marked = toggleMark(at(3))
    expect(Array.from(marked.marks)).to.deep.equal(['row-3'])
    expect(toggleMark(marked).marks.size).to.equal(0)
  })
})
