import { expect } from 'chai'
import { describe, it } from 'mocha'
import { shareNext } from '../../src/cache/share-next.js'

/** Readings that end when the test says so. */
function makeReadings() {
  const readings: { resolve: (value: number) => void; reject: (error: Error) => void }[] = []
  const read = shareNext(() => new Promise<number>((resolve, reject) => readings.push({ resolve, reject })))
  return { readings, read }
}

/** Lets every callback run that waits for nothing else, and what those schedule. */
const settle = async () => {
  for (let count = 0; count < 3; count += 1) await new Promise(resolve => setImmediate(resolve))
}

describe('shareNext', () => {
  it('reads once for all callers that have come before it begins', async () => {
    const { readings, read } = makeReadings()
    const callers = [read(), read()]
    expect(readings).to.have.length(0)
    await settle()
    expect(readings).to.have.length(1)
    readings[0]?.resolve(1)
    expect(await Promise.all(callers)).to.deep.equal([1, 1])
  })

  it('gives callers who come while one reads the reading that begins after them', async () => {
    const { readings, read } = makeReadings()
    const first = read()
    await settle()
    const others = [read(), read(), read()]
    await settle()
    expect(readings).to.have.length(1)
    readings[0]?.resolve(1)
    expect(await first).to.equal(1)
    await settle()
    expect(readings).to.have.length(2)
    readings[1]?.resolve(2)
    expect(await Promise.all(others)).to.deep.equal([2, 2, 2])
  })

  it('reads anew once nobody reads', async () => {
    const { readings, read } = makeReadings()
    const first = read()
    await settle()
    readings[0]?.resolve(1)
    await first
    void read()
    await settle()
    expect(readings).to.have.length(2)
  })

  it('tells a failure to those who shared it, and to nobody else', async () => {
    const { readings, read } = makeReadings()
    const first = read().catch((error: Error) => error.message)
    await settle()
    const second = read()
    readings[0]?.reject(new Error('away'))
    expect(await first).to.equal('away')
    await settle()
    readings[1]?.resolve(2)
    expect(await second).to.equal(2)
  })
})
