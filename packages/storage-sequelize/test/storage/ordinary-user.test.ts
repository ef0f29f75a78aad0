import { newId, type RunId } from '@waybill/core'
import { expectCode, makeAppWrite, makeNewEvent, makeSyncReport, until } from '@waybill/core/testing'
import { expect } from 'chai'
import { after, before, it } from 'mocha'
import { Client } from 'pg'
import { makeMigrator, sequelizeStorage } from '../../src/index.js'
import { type TestDatabase, testDatabase } from '../../src/testing/index.js'
import { migrationNames } from '../support/migration-names.js'
import { describeOnServers } from '../support/servers.js'

describeOnServers('a user of a database that was set up as README.md says', server => {
  let database: TestDatabase
  let admin: Client
  let url: string

  before(async () => {
    database = await testDatabase({ ...server, migrated: false })
    admin = new Client({ connectionString: database.url })
    await admin.connect()
    // One statement after the other, as one types them; since PostgreSQL 15 they give no right to write to `public`.
    await admin.query('CREATE DATABASE catalog_db')
    await admin.query("CREATE USER catalog_user WITH PASSWORD 'catalog_password'")
    await admin.query('GRANT ALL PRIVILEGES ON DATABASE catalog_db TO catalog_user')
    const own = new URL(database.url)
    own.pathname = '/catalog_db'
    own.username = 'catalog_user'
    own.password = 'catalog_password'
    url = own.href
  })
  after(async () => {
    await admin.query('DROP DATABASE catalog_db')
    await admin.query('DROP USER catalog_user')
    await admin.end()
    await database.drop()
  })

  it('may migrate, check, sync, read, hand over runs, and take everything back', async () => {
    const migrator = makeMigrator({ url })
    expect(await migrator.check()).to.deep.equal([])
    const storage = await sequelizeStorage({ url })
    const app = makeAppWrite({ slug: 'shop' })
    const changes = [{ kind: 'added', app }] as const
    const plan = { baseVersion: 0, changes, unchanged: 0, found: 1 }
    const report = makeSyncReport('2026-01-31T09:00:00.000Z', { changed: changes })
    await storage.catalog.applySync({ plan, report, events: [makeNewEvent()] })
    expect((await storage.catalog.findApp('shop'))?.id).to.equal(app.id)
    const runId = newId<RunId>()
    const seen: RunId[] = []
    const stop = await storage.queue.work({
      slots: 1,
      lanes: ['simulated'],
      onError: () => undefined,
      handle: async id => {
        seen.push(id)
      },
    })
    await storage.queue.add({ runId, attempt: 1, lane: 'simulated' })
    await until(() => seen.length === 1, 'the wake-up')
    await stop()
    await storage.close()
    expect(await migrator.down({ to: '0' })).to.have.length(migrationNames.length)
    await migrator.close()
  })

  it('needs no right to create schemas in a database where a new version finds the old ones', async () => {
    await (await sequelizeStorage({ url })).close()
    const migrator = makeMigrator({ url })
    await migrator.down()
    await admin.query('REVOKE CREATE ON DATABASE catalog_db FROM catalog_user')
    try {
      expect(await migrator.up()).to.deep.equal([migrationNames.at(-1)])
    } finally {
      await admin.query('GRANT CREATE ON DATABASE catalog_db TO catalog_user')
      await migrator.down({ to: '0' })
      await migrator.close()
    }
  })

  it('is told that it may not log in, or that there is no such database', async () => {
    const other = new URL(url)
    other.pathname = '/nowhere'
    await expectCode(sequelizeStorage({ url: other.href }), 'STORAGE_UNAVAILABLE')
    const stranger = new URL(url)
    stranger.username = 'stranger'
    await expectCode(sequelizeStorage({ url: stranger.href }), 'STORAGE_UNAVAILABLE')
  })
})
