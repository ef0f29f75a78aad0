import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expectCode } from '@waybill/core/testing'
import { expect } from 'chai'
import { after, afterEach, before, describe, it } from 'mocha'
import { Client } from 'pg'
import { type Migrator, makeMigrator, sequelizeStorage } from '../../src/index.js'
import { type TestDatabase, testDatabase } from '../../src/testing/index.js'
import { migrationNames } from '../support/migration-names.js'
import { describeOnServers } from '../support/servers.js'

const names = migrationNames
const newest = names.at(-1)

describeOnServers('makeMigrator', server => {
  let database: TestDatabase
  let migrator: Migrator
  let client: Client

  before(async () => {
    database = await testDatabase({ ...server, migrated: false })
    migrator = makeMigrator({ url: database.url })
    client = new Client({ connectionString: database.url })
    await client.connect()
  })
  after(async () => {
    await migrator.close()
    await client.end()
    await database.drop()
  })
  afterEach(() => migrator.down({ to: '0' }))

  const tablesIn = async (schema: string) => {
    const { rows } = await client.query<{ name: string }>(
      'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = $1 ORDER BY 1',
      [schema],
    )
    return rows.map(row => row.name)
  }
  const pending = async () =>
    (await migrator.status()).filter(({ appliedAt }) => appliedAt === null).map(({ name }) => name)

  it('has everything pending on an empty database, and says so without writing', async () => {
    expect(await migrator.status()).to.deep.equal(names.map(name => ({ name, appliedAt: null })))
  })

  it('applies everything once, in order, and says when', async () => {
    expect(await migrator.up()).to.deep.equal(names)
    expect(await migrator.up()).to.deep.equal([])
    for (const { appliedAt } of await migrator.status()) {
      expect(new Date(appliedAt ?? '').toISOString()).to.equal(appliedAt)
    }
  })

  it('makes tables in its own schema and that of its queue, and none elsewhere', async () => {
    await migrator.up()
    expect(await tablesIn('waybill')).to.include.members(['apps', 'runs', 'migrations'])
    expect(await tablesIn('waybill_queue')).to.include('_private_jobs')
    expect(await tablesIn('public')).to.deep.equal([])
  })

  for (const to of ['0002-catalog', '0002', '2']) {
    it(`goes up to ${to}, and the rest later`, async () => {
      expect(await migrator.up({ to })).to.deep.equal(names.slice(0, 2))
      expect(await migrator.up()).to.deep.equal(names.slice(2))
    })
  }

  it('goes down one, several, to a name and to nothing, and up again', async () => {
    await migrator.up()
    expect(await migrator.down()).to.deep.equal([newest])
    expect(await migrator.down({ steps: 3 })).to.deep.equal([...names.slice(-4, -1)].reverse())
    expect(await migrator.up()).to.deep.equal(names.slice(-4))
    expect(await migrator.down({ to: '3' })).to.deep.equal([...names.slice(2)].reverse())
    expect(await pending()).to.deep.equal(names.slice(2))
    expect(await migrator.down({ to: '0' })).to.deep.equal(['0002-catalog', '0001-change-feed'])
    expect(await tablesIn('waybill')).to.deep.equal(['migrations'])
    expect(await tablesIn('waybill_queue')).to.deep.equal([])
    expect(await migrator.up()).to.deep.equal(names)
  })

  it('refuses a name that it does not know, and changes nothing', async () => {
    for (const to of ['0099', 'catalog', '']) await expectCode(migrator.up({ to }), 'INVALID_INPUT')
    expect(await pending()).to.deep.equal(names)
  })

  it('applies all or nothing', async () => {
    // The third migration meets a table of the same name.
    await migrator.up({ to: '2' })
    await client.query('CREATE TABLE waybill.workspaces (id int)')
    await expectCode(migrator.up(), 'INTERNAL')
    expect(await pending()).to.deep.equal(names.slice(2))
    expect(await tablesIn('waybill')).not.to.include('template_versions')
    await client.query('DROP TABLE waybill.workspaces')
  })

  it('leaves what a newer version applied alone', async () => {
    await migrator.up()
    await client.query("INSERT INTO waybill.migrations VALUES ('9999-from-the-future', now())")
    expect((await migrator.status()).at(-1)?.name).to.equal('9999-from-the-future')
    const storage = await sequelizeStorage({ url: database.url, migrate: 'check' })
    await storage.close()
    await client.query("DELETE FROM waybill.migrations WHERE name LIKE '9999%'")
  })

  it('finds models and migrations in agreement, and leaves nothing behind', async () => {
    expect(await migrator.check()).to.deep.equal([])
    const { rows } = await client.query("SELECT nspname FROM pg_namespace WHERE nspname LIKE '%shadow%'")
    expect(rows).to.deep.equal([])
  })

  describe('create', () => {
    let dir: string
    before(async () => {
      dir = await mkdtemp(join(tmpdir(), 'waybill-drafts-'))
    })
    after(() => rm(dir, { recursive: true }))

    it('writes a draft under the next number', async () => {
      const first = await migrator.create({ message: 'Add a “thing”!', dir })
      const second = await migrator.create({ message: 'again', dir })
      expect(await readdir(dir)).to.deep.equal(['0001-add-a-thing.ts', '0002-again.ts'])
      expect([first, second]).to.deep.equal([join(dir, '0001-add-a-thing.ts'), join(dir, '0002-again.ts')])
      expect(await readFile(first, 'utf8')).to.include('export const migration: Migration')
    })

    it('refuses a message without a word, and a directory that is not there', async () => {
      await expectCode(migrator.create({ message: '…', dir }), 'INVALID_INPUT')
      await expectCode(migrator.create({ message: 'x', dir: join(dir, 'missing') }), 'CONFIG_INVALID')
    })
  })
})
