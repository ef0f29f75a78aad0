import { expectCode } from '@waybill/core/testing'
import { expect } from 'chai'
import { after, afterEach, before, describe, it } from 'mocha'
import { type LogEntry, type Migrator, makeMigrator, sequelizeStorage } from '../../src/index.js'
import { type TestDatabase, testDatabase } from '../../src/testing/index.js'
import { migrationNames } from '../support/migration-names.js'

describe('sequelizeStorage and the schema', () => {
  let database: TestDatabase
  let migrator: Migrator
  before(async () => {
    database = await testDatabase({ migrated: false })
    migrator = makeMigrator({ url: database.url })
  })
  after(async () => {
    await migrator.close()
    await database.drop()
  })
  afterEach(() => migrator.down({ to: '0' }))

  it('migrates by itself, and tells what it applied', async () => {
    const entries: LogEntry[] = []
    const storage = await sequelizeStorage({
      url: database.url,
      poolSize: 2,
      onLog: entry => entries.push(entry),
    })
    expect(await storage.catalog.getVersion()).to.deep.equal({ number: 0, changedAt: null })
    await storage.close()
    const told = entries.filter(({ level }) => level === 'info').map(({ message }) => message)
    expect(told).to.deep.equal([`applied migrations: ${migrationNames.join(', ')}`])
  })

  it('with `check` refuses a schema that lacks something, names it, and changes nothing', async () => {
    await migrator.up({ to: '2' })
    const opening = sequelizeStorage({ url: database.url, migrate: 'check' })
    const error = await expectCode(opening, 'SCHEMA_OUTDATED')
    expect(error.details).to.deep.equal({ pending: migrationNames.slice(2) })
    expect((await migrator.status()).filter(({ appliedAt }) => appliedAt === null)).to.have.length(
      migrationNames.length - 2,
    )
  })

  it('with `off` opens whatever is there; a store whose table is missing says so', async () => {
    await migrator.up({ to: '2' })
    const storage = await sequelizeStorage({ url: database.url, migrate: 'off' })
    expect((await storage.catalog.getVersion()).number).to.equal(0)
    await expectCode(storage.runs.listClaimable(), 'SCHEMA_OUTDATED')
    await storage.close()
  })

  it('keeps two schemas in one database apart', async () => {
    const [one, two] = await Promise.all(
      ['one', 'two'].map(schema => sequelizeStorage({ url: database.url, schema })),
    )
    await one?.events.append([
      {
        type: 'app.added',
        at: '2026-01-31T09:30:00.000Z',
        subject: { kind: 'app', id: 'x', name: null },
        actor: null,
        data: {},
      },
    ])
    expect((await one?.events.list({ after: 0, limit: 9 }))?.last).to.equal(1)
    expect((await two?.events.list({ after: 0, limit: 9 }))?.last).to.equal(0)
    await Promise.all([one?.close(), two?.close()])
  })
})
