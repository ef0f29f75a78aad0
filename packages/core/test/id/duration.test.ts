import { expect } from 'chai'
import { describe, it } from 'mocha'
import { durationSchema, parseDurationMs } from '../../src/id/duration.js'

describe('a length of time', () => {
  for (const [text, ms] of [
    ['90s', 90_000],
    ['30m', 1_800_000],
    ['8h', 28_800_000],
    ['7d', 604_800_000],
    ['2w', 1_209_600_000],
  ] as const) {
    it(`is ${text}`, () => expect(parseDurationMs(durationSchema.parse(text))).to.equal(ms))
  }

  for (const [text, says] of [
    ['soon', 'has to be a whole number and a unit, e.g. 90s, 30m, 8h, 7d or 2w'],
    ['0s', 'has to be a whole number and a unit, e.g. 90s, 30m, 8h, 7d or 2w'],
    ['200000d', 'is too long'],
  ] as const) {
    it(`is not ${text}, with one reason`, () => {
      expect(durationSchema.safeParse(text).error?.issues.map(({ message }) => message)).to.deep.equal([says])
    })
  }
})
