import { expect } from 'chai'
import { describe, it } from 'mocha'
import { WaybillError } from '../../src/error/waybill-error.js'
import { refuseGap } from '../../src/event/refuse-gap.js'

describe('refuseGap', () => {
  const cases = [
    { rule: 'whoever begins with what there is', after: 0, first: 7, gone: false },
    { rule: 'whoever goes on with the oldest that is kept', after: 6, first: 7, gone: false },
    { rule: 'whoever is in between', after: 8, first: 7, gone: false },
    { rule: 'whoever has seen everything', after: 9, first: 7, gone: false },
    { rule: 'whoever is ahead, as after a database was restored', after: 99, first: 7, gone: false },
    { rule: 'whoever has seen everything when nothing is kept', after: 9, first: 10, gone: false },
    { rule: 'whoever would miss one', after: 5, first: 7, gone: true },
    { rule: 'whoever would miss all when nothing is kept', after: 8, first: 10, gone: true },
  ]
  for (const { rule, after, first, gone } of cases)
    it(`${gone ? 'refuses' : 'lets go on'} ${rule}`, () => {
      const page = { items: [], first, last: 9 }
      const act = () => refuseGap({ after }, page)
      if (!gone) return void expect(act()).to.equal(page)
      expect(act).to.throw(WaybillError).with.property('code', 'EVENTS_GONE')
    })
})
