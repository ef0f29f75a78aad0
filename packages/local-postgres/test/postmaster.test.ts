import { expect } from 'chai'
import { describe, it } from 'mocha'
import { isPostmaster, parsePostmasterFile } from '../src/postmaster.js'

const lines = ['4711', '/data', '1795469608', '5432', '.', '', ' 16039946         4']

describe('parsePostmasterFile', () => {
  const cases = [
    { name: 'reads pid and status', text: [...lines, 'ready   ', ''].join('\n'), expected: [4711, 'ready'] },
    {
      name: 'knows a stopping server',
      text: [...lines, 'stopping'].join('\n'),
      expected: [4711, 'stopping'],
    },
    { name: 'takes a file in the middle of its writing', text: '4711\n/data\n', expected: [4711, ''] },
    { name: 'finds no pid in an empty file', text: '', expected: [0, ''] },
    { name: 'finds no pid in nonsense', text: '\u0000\u0000\n', expected: [0, ''] },
    {
      name: 'reads the negative pid of a single-user session',
      text: '-4711\n/data\n',
      expected: [-4711, ''],
    },
  ]
  for (const { name, text, expected } of cases) {
    it(name, () => {
      const { pid, status } = parsePostmasterFile(text)
      expect([pid, status]).to.deep.equal(expected)
    })
  }
})

describe('isPostmaster', () => {
  it('is not deceived by a living process that is no server', async () => {
    expect(await isPostmaster(process.pid, { key: '1-2' })).to.equal(false)
  })

  for (const pid of [0, -4711, 2_147_483_646]) {
    it(`knows that ${pid} is nobody`, async () => {
      expect(await isPostmaster(pid, { key: '1-2' })).to.equal(false)
    })
  }
})
