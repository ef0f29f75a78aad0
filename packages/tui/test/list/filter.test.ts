import { expect } from 'chai'
import { describe, it } from 'mocha'
import { applyFilter } from '../../src/list/filter.js'

interface Row {
  readonly name: string
  readonly status: string
}

const rows: readonly Row[] = [
  { name: 'shop', status: 'ready' },
  { name: 'Shop-2', status: 'failed' },
  { name: 'cart', status: 'ready' },
  { name: 'http://x', status: 'failed' },
]
const searchable = ({ name, status }: Row) => ({
  text: `${name} ${status}`.toLowerCase(),
  field: (field: string) => ({ name, status })[field as keyof Row],
})

const cases = [
  { name: 'nothing lets everything through', filter: '  ', expected: ['shop', 'Shop-2', 'cart', 'http://x'] },
  { name: 'text is found in any case', filter: 'SHOP', expected: ['shop', 'Shop-2'] },
  { name: 'all words have to be there', filter: 'shop ready', expected: ['shop'] },
  { name: 'a word with ! must not be there', filter: '!shop', expected: ['cart', 'http://x'] },
  { name: 'a field has to hold its value', filter: 'status:failed', expected: ['Shop-2', 'http://x'] },
  { name: 'a field can be inverse', filter: '!status:failed shop', expected: ['shop'] },
  { name: 'what is no field is text', filter: 'http://x', expected: ['http://x'] },
  { name: 'quotes hold blanks together', filter: '"shop ready"', expected: ['shop'] },
  { name: 'half a term is none yet', filter: 'status: !', expected: ['shop', 'Shop-2', 'cart', 'http://x'] },
  { name: 'signs of expressions are text', filter: '.*', expected: [] },
]

describe('applyFilter', () => {
  for (const { name, filter, expected } of cases) {
    it(name, () => {
      expect(applyFilter(rows, filter, searchable).map(row => row.name)).to.deep.equal(expected)
    })
  }
})
