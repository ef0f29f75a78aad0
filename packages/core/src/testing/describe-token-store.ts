import { expect } from 'chai'
import { beforeEach, describe, it } from 'mocha'
import { v7 } from 'uuid'
import type { TokenRecord } from '../access/token.js'
import type { TokenStore } from '../access/token-store.js'
import { expectCode } from './expect-code.js'
import { type StorageUnderTest, useStorage } from './storage/use-storage.js'
import { rejection } from './until.js'

const at = '2026-01-31T09:00:00.000Z'
const later = '2026-01-31T09:01:00.000Z'

/** Makes a token that holds for ever; no two of them have anything in common. */
export function makeTokenRecord(parts: Partial<TokenRecord> = {}): TokenRecord {
  const id = v7()
  return {
    id,
    name: `token-${id}`,
    role: 'viewer',
    prefix: 'wb_abcde',
    hash: id.replaceAll('-', '').repeat(2),
    createdBy: 'ada',
    createdAt: at,
    expiresAt: null,
    lastUsedAt: null,
    revokedAt: null,
    ...parts,
  }
}

/** Describes what every `TokenStore` does. `makeStorage` is called before each test. */
export function describeTokenStore(name: string, makeStorage: () => Promise<StorageUnderTest>): void {
  describe(`${name} as a TokenStore`, () => {
    const harness = useStorage(makeStorage)
    let store: TokenStore
    beforeEach(() => {
      store = harness.storage.tokens
    })

    it('gives back what was stored, by its hash', async () => {
      const token = makeTokenRecord({ expiresAt: later })
      await store.insert(token)
      expect(await store.findByHash(token.hash)).to.deep.equal(token)
      expect(await store.findByHash(makeTokenRecord().hash)).to.equal(undefined)
    })

    it('lists the newest first', async () => {
      const [one, two] = [makeTokenRecord(), makeTokenRecord()]
      await store.insert(one)
      await store.insert(two)
      expect(await store.list()).to.deep.equal([two, one])
    })

    it('refuses a name that is taken, until its token is revoked', async () => {
      await store.insert(makeTokenRecord({ name: 'ci' }))
      await expectCode(store.insert(makeTokenRecord({ name: 'ci' })), 'NAME_TAKEN')
      await store.revoke('ci', at)
      await store.insert(makeTokenRecord({ name: 'ci' }))
    })

    for (const by of ['id', 'name'] as const)
      it(`revokes by ${by}, once`, async () => {
        const token = makeTokenRecord()
        await store.insert(token)
        await store.insert(makeTokenRecord())
        const revoked = { ...token, revokedAt: later }
        expect(await store.revoke(token[by], later)).to.deep.equal(revoked)
        expect(await store.findByHash(token.hash)).to.deep.equal(revoked)
        expect(await store.revoke(token[by], later)).to.equal(undefined)
      })

    it('revokes nothing for what it does not know', async () => {
      for (const unknown of ['nobody', v7(), '']) expect(await store.revoke(unknown, at)).to.equal(undefined)
    })

    it('notes the last use, and never an earlier one after it', async () => {
      const token = makeTokenRecord()
      await store.insert(token)
      await store.touch(token.id, later)
      await store.touch(token.id, at)
      expect((await store.findByHash(token.hash))?.lastUsedAt).to.equal(later)
    })

    it('is part of a transaction', async () => {
      const token = makeTokenRecord()
      const failing = harness.storage.transaction(async stores => {
        await stores.tokens.insert(token)
        throw new Error('no')
      })
      await rejection(failing)
      expect(await store.list()).to.deep.equal([])
    })
  })
}
