import { expect } from 'chai'
import { describe, it } from 'mocha'
import { findSpoolRest } from '../../src/log/log-base.js'

describe('the part of an earlier spool that is not stored', () => {
  const base = { attempt: 1, offset: 100 }
  const lineStarts = [0, 10, 40]
  for (const { name, attempt, logOffset, size, position } of [
    { name: 'is all of it when nothing was stored', attempt: 2, logOffset: 100, size: 50, position: 0 },
    { name: 'begins where the stored log ends', attempt: 2, logOffset: 113, size: 50, position: 13 },
    { name: 'is nothing when all was stored', attempt: 2, logOffset: 150, size: 50, position: 50 },
    { name: 'is unknown when more was stored', attempt: 2, logOffset: 151, size: 50, position: undefined },
    {
      name: 'is unknown when it begins later than the stored log',
      attempt: 2,
      logOffset: 99,
      size: 50,
      position: undefined,
    },
    {
      name: 'goes on in a line after an attempt of which nothing is here',
      attempt: 3,
      logOffset: 140,
      size: 50,
      position: 40,
    },
    {
      name: 'is unknown when another attempt wrote on to within a line',
      attempt: 3,
      logOffset: 113,
      size: 50,
      position: undefined,
    },
    {
      name: 'is what the same attempt has left, opened again',
      attempt: 1,
      logOffset: 113,
      size: 50,
      position: 13,
    },
  ]) {
    it(name, () => {
      const isLineStart = (at: number) => lineStarts.includes(at)
      expect(findSpoolRest({ base, attempt, logOffset, size, isLineStart })).to.equal(position)
    })
  }
})
