import { expect } from 'chai'
import { afterEach, beforeEach, describe, it } from 'mocha'
import { type EncryptionKey, type KeyRing, makeKeyRing } from '../../src/index.js'
import { listUses } from '../../src/key/key-ring.js'
import { type TestDatabase, testDatabase } from '../../src/testing/index.js'
import {
  fill,
  makeKey,
  read,
  type SealedWorkspace,
  whole,
  withSealedStorage,
} from '../support/sealed-workspace.js'

const rowsOf = (count: number) => ({ states: count, plans: count, parameters: 2 * count, webhooks: 0 })
const [lost, old, fresh] = [makeKey('lost'), makeKey('old'), makeKey('fresh')]

describe('a key ring', () => {
  let database: TestDatabase
  beforeEach(async () => {
    database = await testDatabase()
  })
  afterEach(() => database.drop())

  const withRing = async <Result>(
    keys: readonly EncryptionKey[],
    work: (ring: KeyRing) => Promise<Result>,
  ) => {
    const ring = makeKeyRing({ connection: database.url, keys })
    try {
      return await work(ring)
    } finally {
      await ring.close()
    }
  }
  const fillWith = (keys: readonly EncryptionKey[]) => withSealedStorage(database, keys, fill)
  const list = (keys: readonly EncryptionKey[]) => withRing(keys, ring => ring.list())

  it('tells what each key has sealed, and seals all anew that opens', async () => {
    await fillWith([lost])
    const kept = [await fillWith([]), await fillWith([old]), await fillWith([old]), await fillWith([fresh])]
    const keys = [fresh, old]
    expect(await list(keys)).to.deep.equal([
      { keyId: 'fresh', role: 'seals', rows: rowsOf(1) },
      { keyId: 'old', role: 'opens', rows: rowsOf(2) },
      { keyId: 'lost', role: 'missing', rows: rowsOf(1) },
      { keyId: null, role: null, rows: rowsOf(1) },
    ])
    const told: number[] = []
    const onProgress = ({ resealed, unopened }: { resealed: number; unopened: number }) =>
      told.push(resealed + unopened)
    const progress = await withRing(keys, ring => ring.reseal({ onProgress }))
    expect(progress).to.deep.equal({ resealed: 12, unopened: 4, total: 16 })
    expect(told.at(-1)).to.equal(16)
    expect(await list([fresh])).to.deep.equal([
      { keyId: 'fresh', role: 'seals', rows: rowsOf(4) },
      { keyId: 'lost', role: 'missing', rows: rowsOf(1) },
    ])
    await withSealedStorage(database, [fresh], async storage => {
      for (const made of kept) expect(await read(storage, made)).to.deep.equal(whole)
    })
    expect(await withRing([fresh, lost], ring => ring.reseal())).to.deep.equal({
      resealed: 4,
      unopened: 0,
      total: 4,
    })
  })

  it('seals the secrets of webhooks anew', async () => {
    const webhook = {
      ...{ id: '01a21020-6a0e-7655-8af2-73c2263aeed2', url: 'https://example.com', events: [] },
      ...{ secret: 'whsec_1', previousSecret: 'whsec_0', previousSecretExpiresAt: null, active: true },
      ...{ disabledReason: null, failingSince: null, cursor: 0, createdBy: null },
      ...{ createdAt: '2026-01-31T09:00:00.000Z', updatedAt: '2026-01-31T09:00:00.000Z' },
    }
    await withSealedStorage(database, [old], storage => storage.webhooks.insert(webhook))
    expect(await withRing([fresh, old], ring => ring.reseal())).to.deep.include({ resealed: 2 })
    const found = await withSealedStorage(database, [fresh], storage => storage.webhooks.find(webhook.id))
    expect(found).to.deep.include({ secret: 'whsec_1', previousSecret: 'whsec_0' })
  })

  it('goes on where it was cut off', async () => {
    await fillWith([old])
    const keys = [fresh, old]
    const stop = new AbortController()
    const cut = await withRing(keys, ring =>
      ring.reseal({ signal: stop.signal, onProgress: () => stop.abort(new Error('cut off')) }).catch(String),
    )
    expect(cut).to.equal('Error: cut off')
    expect(await withRing(keys, ring => ring.reseal())).to.deep.equal({ resealed: 3, unopened: 0, total: 3 })
  })

  it('seals all anew at once, in more than one batch', async () => {
    // Enough for ids that sort otherwise as texts than as numbers.
    await withSealedStorage(database, [old], async storage => {
      for (let index = 0; index < 21; index++) await fill(storage)
    })
    expect(await withRing([fresh, old], ring => ring.reseal())).to.deep.equal({
      resealed: 84,
      unopened: 0,
      total: 84,
    })
    expect(await list([fresh])).to.deep.equal([{ keyId: 'fresh', role: 'seals', rows: rowsOf(21) }])
  })

  it('leaves to running workers what they write meanwhile', async () => {
    const keys = [fresh, old]
    await withSealedStorage(database, [old, fresh], async storage => {
      const made: SealedWorkspace[] = []
      for (let index = 0; index < 12; index++) made.push(await fill(storage))
      let isDone = false
      const write = async (): Promise<void> => {
        for (let turn = 2; !isDone; turn++) {
          for (const { run } of made) {
            const found = await storage.runs.find(run.id)
            if (found === undefined) continue
            const { status, fence } = found
            const updatedAt = new Date(turn).toISOString()
            await storage.runs.update({ ...found, updatedAt }, { status, fence })
            await storage.runs.savePlan(run.id, { ...whole.plan, fence: 1 })
          }
        }
      }
      const writing = write()
      await withRing(keys, ring => ring.reseal())
      isDone = true
      await writing
      // What they wrote with the old key comes with the next one.
      await withRing(keys, ring => ring.reseal())
      for (const one of made) expect(await read(storage, one)).to.deep.equal(whole)
    })
    expect(await list([fresh])).to.deep.equal([{ keyId: 'fresh', role: 'seals', rows: rowsOf(12) }])
  })

  it('needs a key to seal with', async () => {
    const error: unknown = await withRing([], ring => ring.reseal()).catch((reason: unknown) => reason)
    expect(error).to.have.property('code', 'CONFIG_INVALID')
  })

  it('lists its keys though they have sealed nothing', () => {
    expect(listUses([], [fresh, old]).map(({ keyId, role }) => [keyId, role])).to.deep.equal([
      ['fresh', 'seals'],
      ['old', 'opens'],
    ])
  })
})
