import { expect } from 'chai'
import { describe, it } from 'mocha'
import { shareNext } from '../../src/cache/share-next.js'

/** Readings that end when the test says so. */
function makeReadings() {
  const readings: { resolve: (value: number) => void; reject: (error: Error) => void }[] = []
  const read = shareNext(() => new Promise<number>((resolve, reject) => readings.push({ resolve, reject })))
  return { readings, read }
}

/** Lets every callback run that waits for nothing else. */
const settle = () => new Promise(resolve => setImmediate(resolve))

describe('shareNext', () => {
  it('reads at once for the first caller', () => {
    const { readings, read } = makeReadings()
    void read()
    expect(readings).to.have.length(1)
  })

  it('gives callers who come while one reads the reading that begins after them', async () => {
    const { readings, read } = makeReadings()
    const first = read()
    const others = [read(), read(), read()]
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
    readings[0]?.resolve(1)
    await first
    await settle()
    void read()
    expect(readings).to.have.length(2)
  })

  it('tells a failure to those who shared it, and to nobody else', async () => {
    const { readings, read } = makeReadings()
    const first = read().catch((error: Error) => error.message)
    const second = read()
    readings[0]?.reject(new Error('away'))
    expect(await first).to.equal('away')
    await settle()
    readings[1]?.resolve(2)
    expect(await second).to.equal(2)
  })
})
