import { randomBytes } from 'node:crypto'
import type { Storage } from '@waybill/core'
import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { Client } from 'pg'
import type { EncryptionKey } from '../../src/index.js'
import { type TestDatabase, testDatabase } from '../../src/testing/index.js'
import { fill, makeKey, read, whole, withSealedStorage } from '../support/sealed-workspace.js'

describe('a storage with encryption keys', () => {
  let database: TestDatabase
  before(async () => {
    database = await testDatabase()
  })
  after(() => database.drop())

  const withKeys = <Result>(keys: readonly EncryptionKey[], work: (storage: Storage) => Promise<Result>) =>
    withSealedStorage(database, keys, work)

  const refusal = (work: Promise<unknown>) =>
    work.then(
      () => undefined,
      (error: { code: string; message: string; hint: string }) => error,
    )

  it('leaves no secret in the database, and reads all of it back', async () => {
    await withKeys([makeKey('one')], async storage => {
      const made = await fill(storage)
      expect(await read(storage, made)).to.deep.equal(whole)
      const client = new Client({ connectionString: database.url })
      await client.connect()
      const { rows } = await client.query<{ text: string }>(`
        SELECT runs.parameters::text || workspaces.parameters::text || encode(run_plans.plan, 'escape')
          || encode(workspace_states.bytes, 'escape') AS text
        FROM waybill.runs JOIN waybill.workspaces ON workspaces.id = runs.workspace_id
        JOIN waybill.run_plans ON run_plans.run_id = runs.id JOIN waybill.workspace_states ON workspace_states.run_id = runs.id`)
      await client.end()
      expect(rows).to.have.length(1)
      expect(rows[0]?.text).to.include('$sealed').and.to.not.include('horse')
    })
  })

  it('reads with any of its keys, and what was stored without one', async () => {
    const [old, fresh] = [makeKey('old'), makeKey('fresh')]
    const plain = await withKeys([], fill)
    const made = await withKeys([old], fill)
    await withKeys([fresh, old], async storage => {
      expect(await read(storage, plain)).to.deep.equal(whole)
      expect(await read(storage, made)).to.deep.equal(whole)
      expect(await read(storage, await fill(storage))).to.deep.equal(whole)
    })
  })

  it('says which key is missing', async () => {
    const made = await withKeys([makeKey('lost-one')], fill)
    for (const keys of [[], [makeKey('other')]]) {
      await withKeys(keys, async storage => {
        for (const work of [
          () => storage.runs.findState(made.workspace.id),
          () => storage.runs.findPlan(made.run.id),
          () => storage.runs.find(made.run.id),
        ]) {
          const error = await refusal(work())
          expect(error).to.deep.include({ code: 'STATE_SEALED' })
          expect(error?.message).to.include('"lost-one"')
          expect(error?.hint).to.include('Add that key')
        }
      })
    }
  })

  it('says that a key is another one than it was', async () => {
    const made = await withKeys([makeKey('same')], fill)
    await withKeys([makeKey('same')], async storage => {
      const error = await refusal(storage.runs.findState(made.workspace.id))
      expect(error).to.deep.include({ code: 'STATE_SEALED' })
      expect(error?.message).to.include('does not open with the key "same"')
    })
  })

  it('says that what is stored is damaged, sealed or not', async () => {
    for (const [keys, says] of [
      [[], 'does not unpack'],
      [[makeKey('whole')], 'does not open with the key "whole"'],
    ] as const) {
      const made = await withKeys(keys, fill)
      const client = new Client({ connectionString: database.url })
      await client.connect()
      await client.query(
        `UPDATE waybill.workspace_states SET bytes = substring(bytes FROM 1 FOR 40) WHERE workspace_id = $1`,
        [made.workspace.id],
      )
      await client.end()
      const error = await withKeys(keys, storage => refusal(storage.runs.findState(made.workspace.id)))
      expect(error).to.deep.include({ code: 'STATE_SEALED' })
      expect(error?.message).to.include(says)
    }
  })

  it('refuses keys that are none', async () => {
    for (const [key, says] of [
      [{ id: 'short', key: randomBytes(16) }, 'has 16 bytes, not 32'],
      [{ id: 'a b', key: randomBytes(32) }, 'has an id that is not letters'],
    ] as const) {
      const error = await refusal(withKeys([key], async () => undefined))
      expect(error).to.deep.include({ code: 'CONFIG_INVALID' })
      expect(error?.message).to.include(says)
    }
  })
})
