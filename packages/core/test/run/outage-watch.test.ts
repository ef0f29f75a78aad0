import { expect } from 'chai'
import { describe, it } from 'mocha'
import { OutageWatch } from '../../src/run/outage-watch.js'
import { rejection } from '../../src/testing/until.js'

describe('OutageWatch', () => {
  const fine = async () => 'fine'
  const away = async () => {
    throw new Error('away')
  }

  function makeWatch() {
    let time = 1000
    const watch = new OutageWatch({ now: () => time, settleMs: 15 })
    const pass = (ms: number) => {
      time += ms
    }
    return { watch, pass }
  }

  it('is not settled before the storage has answered for a while', async () => {
    const { watch, pass } = makeWatch()
    pass(100)
    expect(watch.isSettled).to.equal(false)
    expect(await watch.watch(fine)).to.equal('fine')
    pass(14)
    await watch.watch(fine)
    expect(watch.isSettled).to.equal(false)
    pass(1)
    expect(watch.isSettled).to.equal(true)
  })

  it('begins anew after an outage', async () => {
    const { watch, pass } = makeWatch()
    await watch.watch(fine)
    pass(20)
    expect(watch.isSettled).to.equal(true)
    expect(String(await rejection(watch.watch(away)))).to.include('away')
    expect(watch.isSettled).to.equal(false)
    await watch.watch(fine)
    pass(14)
    expect(watch.isSettled).to.equal(false)
    pass(1)
    expect(watch.isSettled).to.equal(true)
  })
})
