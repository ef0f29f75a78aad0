import { expect } from 'chai'
import { afterEach, beforeEach, describe, it } from 'mocha'
import type { AnswerClaim, AnswerStore, StoredAnswer } from '../idempotency/answer-store.js'
import { until } from './until.js'

/** An answer store to be tested: empty, and its own. */
export interface AnswerStoreUnderTest {
  readonly store: AnswerStore
  close(): Promise<void>
}

const answer: StoredAnswer = { status: 201, headers: { Location: '/x' }, body: '{"é":"🚢"}' }

/** Describes what every `AnswerStore` does. `makeStore` is called before each test. */
export function describeAnswerStore(name: string, makeStore: () => Promise<AnswerStoreUnderTest>): void {
  describe(`${name} as an AnswerStore`, () => {
    let tested: AnswerStoreUnderTest
    beforeEach(async () => {
      tested = await makeStore()
    })
    afterEach(() => tested.close())

    const make = (claim: Partial<AnswerClaim> = {}): AnswerClaim => ({
      scope: 'ada POST /x',
      key: 'key',
      fingerprint: 'f',
      holder: 'one',
      lockMs: 60_000,
      keepMs: 60_000,
      ...claim,
    })
    const claim = (changes: Partial<AnswerClaim> = {}) => tested.store.claim(make(changes))

    it('lets the first one answer, and gives the answer to whoever asks again', async () => {
      expect(await claim()).to.deep.equal({ state: 'held' })
      await tested.store.keep(make(), answer)
      expect(await claim({ holder: 'two' })).to.deep.equal({ state: 'answered', answer })
      expect(await claim()).to.deep.equal({ state: 'answered', answer })
    })

    it('lets nobody else answer meanwhile, and its holder claim again', async () => {
      await claim()
      expect(await claim({ holder: 'two' })).to.deep.equal({ state: 'busy' })
      expect(await claim()).to.deep.equal({ state: 'held' })
    })

    it('lets one of many answer', async () => {
      const holders = Array.from({ length: 20 }, (_, index) => `${index}`)
      const outcomes = await Promise.all(holders.map(holder => claim({ holder })))
      expect(outcomes.filter(({ state }) => state === 'held')).to.have.length(1)
      expect(outcomes.filter(({ state }) => state === 'busy')).to.have.length(19)
    })

    it('tells that a key was used for another request, answered or not', async () => {
      await claim()
      expect(await claim({ holder: 'two', fingerprint: 'g' })).to.deep.equal({ state: 'other' })
      await tested.store.keep(make(), answer)
      expect(await claim({ holder: 'two', fingerprint: 'g' })).to.deep.equal({ state: 'other' })
    })

    it('keeps the keys of scopes apart', async () => {
      await claim()
      expect(await claim({ scope: 'eve POST /x', holder: 'two' })).to.deep.equal({ state: 'held' })
      expect(await claim({ key: 'other', holder: 'two' })).to.deep.equal({ state: 'held' })
    })

    it('lets another one answer after the claim was given up, or ran out', async () => {
      await claim()
      await tested.store.release(make({ holder: 'two' }))
      expect(await claim({ holder: 'two' })).to.deep.equal({ state: 'busy' })
      await tested.store.release(make())
      expect(await claim({ holder: 'two', lockMs: 1 })).to.deep.equal({ state: 'held' })
      await until(async () => (await claim({ holder: 'three' })).state === 'held', 'a claim that ran out')
    })

    it('keeps no answer of one whose claim is another’s by now', async () => {
      await claim({ lockMs: 1 })
      await until(async () => (await claim({ holder: 'two' })).state === 'held', 'a claim that ran out')
      await tested.store.keep(make(), answer)
      expect(await claim({ holder: 'three' })).to.deep.equal({ state: 'busy' })
    })

    it('forgets answers in time, and then takes the key for any request', async () => {
      await claim({ keepMs: 1 })
      await tested.store.keep(make(), answer)
      await until(
        async () => (await claim({ holder: 'two', fingerprint: 'g' })).state === 'held',
        'an answer that is not kept any more',
      )
    })
  })
}
