import type { Event, Storage } from '@waybill/core'
import { expectCode, makeNewEvent, rejection, until } from '@waybill/core/testing'
import { expect } from 'chai'
import { beforeEach, describe, it } from 'mocha'
import { resolveDatabase } from '../../src/database/connection.js'
import { makePool } from '../../src/database/pool.js'
import { type SqlEntry, sequelizeStorage } from '../../src/index.js'
import { useStorage } from '../support/use-storage.js'

describe('transactions', () => {
  const statements: SqlEntry[] = []
  const harness = useStorage(undefined, { poolSize: 2, onSql: entry => statements.push(entry) })
  beforeEach(async () => {
    await harness.empty()
    statements.length = 0
  })
  const last = async (storage: Storage) => (await storage.events.list({ after: 0, limit: 1 })).last
  const named = (name: string) => makeNewEvent({ subject: { kind: 'app', id: name, name } })

  it('are refused when a statement failed inside and its error was swallowed', async () => {
    const refused = harness.storage.transaction(async stores => {
      await stores.events.append([named('lost')])
      // PostgreSQL gives the transaction up with the first error.
      await rejection(stores.catalog.listRevisions('not an id' as never))
    })
    await rejection(refused)
    expect(await last(harness.storage)).to.equal(0)
    const withoutEvents = harness.storage.transaction(async stores => {
      await rejection(stores.catalog.listRevisions('not an id' as never))
    })
    await expectCode(withoutEvents, 'INTERNAL')
  })

  it('take calls that are made at once one after the other, on their one connection', async () => {
    const versions = await harness.storage.transaction(stores =>
      Promise.all(Array.from({ length: 5 }, () => stores.catalog.getVersion())),
    )
    expect(versions).to.have.length(5)
  })

  it('use no other connection: more of them than the pool has still end', async () => {
    const append = (name: string) =>
      harness.storage.transaction(async stores => {
        await stores.catalog.getVersion()
        await stores.workspaces.find({ by: { idOrName: name }, lock: true })
        await stores.events.append([named(name)])
        await stores.queue.add({
          runId: '01890000-0000-7000-8000-000000000000' as never,
          attempt: 1,
          lane: 'x',
        })
        await stores.runs.listClaimable()
      })
    await Promise.all(Array.from({ length: 8 }, (_, index) => append(`${index}`)))
    expect(await last(harness.storage)).to.equal(8)
  })

  it('carry their events with the COMMIT in one message, so that the counter is held no longer', async () => {
    await harness.storage.transaction(async stores => {
      await stores.events.append([named('a')])
      await stores.catalog.getVersion()
      await stores.events.append([named('b')])
    })
    const sent = statements.map(({ sql }) => sql.trim().replaceAll(/\s+/g, ' '))
    expect(sent).to.have.length(3)
    expect(sent[0]).to.equal('BEGIN')
    expect(sent[2]).to.match(/^WITH counter AS \( UPDATE event_counter/)
  })

  it('are ended by the server after 5 s without a statement', async () => {
    const pool = makePool(resolveDatabase({ url: harness.url }), { size: 1, log: () => undefined })
    const { rows } = await pool.query('SHOW idle_in_transaction_session_timeout')
    await pool.end()
    expect(rows).to.deep.equal([{ idle_in_transaction_session_timeout: '5s' }])
  })

  it('say STORAGE_UNAVAILABLE when the server ended them, and let others go on', async () => {
    const lost = harness.storage.transaction(async stores => {
      await stores.events.append([named('lost')])
      await stores.catalog.getVersion()
      await harness.sql(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE state = 'idle in transaction' AND datname = current_database()`,
      )
      await stores.catalog.getVersion()
    })
    await expectCode(lost, 'STORAGE_UNAVAILABLE')
    await harness.storage.events.append([named('kept')])
    expect(await last(harness.storage)).to.equal(1)
  })

  it('number events without gaps in the order of commit, whoever writes at once', async () => {
    const seen: Event[] = []
    let after = 0
    let reading = true
    const read = async () => {
      while (reading) {
        const { items } = await harness.storage.events.list({ after, limit: 1000 })
        seen.push(...items)
        after = items.at(-1)?.number ?? after
      }
    }
    const reader = read()
    const other = await sequelizeStorage({ url: harness.url })
    const write = async (storage: Storage, writer: number) => {
      for (let index = 0; index < 15; index++) {
        await storage
          .transaction(async stores => {
            await stores.events.append([named(`${writer}`)])
            if (index % 5 === 4) throw new Error('no')
          })
          .catch(() => undefined)
      }
    }
    await Promise.all([write(harness.storage, 1), write(other, 2), write(other, 3)])
    await other.close()
    await until(() => seen.length >= 36, 'all events')
    reading = false
    await reader
    // A reader that always asks for what comes after the last number it saw misses nothing.
    expect(seen.map(({ number }) => number)).to.deep.equal(
      Array.from({ length: 36 }, (_, index) => index + 1),
    )
  })
})
