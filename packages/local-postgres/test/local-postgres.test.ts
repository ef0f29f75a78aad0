import { appendFile, chmod, mkdir, readdir, readFile, stat, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { after, afterEach, before, describe, it } from 'mocha'
import { Sequelize } from 'sequelize'
import { startLocalPostgres } from '../src/index.js'
import { binDir, otherBinDir } from './support/binaries.js'
import { rejectionOf } from './support/rejection.js'
import { readLockFile, Scratch } from './support/scratch.js'
import { queryOnce } from './support/sql.js'

describe('startLocalPostgres', () => {
  let scratch: Scratch
  before(async () => {
    scratch = await Scratch.create()
  })
  afterEach(() => scratch.settle())
  after(() => scratch.remove())

  it('initialises a fresh directory, keeps the data over a stop, and closes the folder to others', async () => {
    const dataDir = scratch.fresh('first/deeper')
    const messages: string[] = []
    const first = await startLocalPostgres({ dataDir, binDir, onProgress: message => messages.push(message) })
    await queryOnce(first.url, 'create table kept as select 42 as answer')
    expect(first.adopted).to.equal(false)
    await first.stop()
    expect(await readLockFile(dataDir)).to.equal(undefined)

    await using second = await startLocalPostgres({ dataDir, binDir })
    expect(await queryOnce(second.url, 'select answer from kept')).to.deep.equal({ answer: 42 })
    expect(second.version).to.match(/^18\./)
    expect((await stat(dataDir)).mode & 0o777).to.equal(0o700)
    expect(messages.map(message => message.split(' ')[0])).to.deep.equal(['initialising', 'starting'])
  })

  it('opens no TCP port and speaks UTF-8 and UTC', async () => {
    const dataDir = await scratch.prepared()
    await using server = await startLocalPostgres({ dataDir, binDir })
    const settings = await queryOnce(
      server.url,
      `select current_setting('listen_addresses') as tcp, current_setting('timezone') as timezone,
              current_setting('server_encoding') as encoding, current_setting('fsync') as fsync,
              lower('ÄÖ') as lower, current_database() as database`,
    )
    expect(settings).to.deep.equal({
      tcp: '',
      timezone: 'UTC',
      encoding: 'UTF8',
      fsync: 'on',
      lower: 'äö',
      database: 'waybill',
    })
  })

  it('gives a URL that Sequelize reads as pg does, whatever characters are in the path', () =>
    scratch.moved('a b%2F&é?#', async dataDir => {
      await using server = await startLocalPostgres({ dataDir, binDir, database: 'my-apps', durable: false })
      const sequelize = new Sequelize(server.url, { logging: false })
      const [rows] = await sequelize.query('select current_database() as database')
      await sequelize.close()
      expect(rows).to.deep.equal([{ database: 'my-apps' }])
      expect(await queryOnce(server.url, 'select current_database() as database')).to.deep.equal(rows[0])
    }))

  it('lets two handles of one process share the server', async () => {
    const dataDir = await scratch.prepared()
    const [one, two] = await Promise.all([
      startLocalPostgres({ dataDir, binDir, durable: false, database: 'one' }),
      startLocalPostgres({ dataDir, binDir, durable: false, database: 'two' }),
    ])
    expect([one.adopted, two.adopted].sort()).to.deep.equal([false, true])
    await one.stop()
    expect(await queryOnce(two.url, 'select 1 as one')).to.deep.equal({ one: 1 })
    await two.stop()
    await two.stop()
    expect(await readLockFile(dataDir)).to.equal(undefined)
  })

  it('keeps the data where binaries of another major version cannot open it', async () => {
    const dataDir = scratch.fresh('version')
    await mkdir(join(dataDir, 'data'), { recursive: true })
    await writeFile(join(dataDir, 'data/PG_VERSION'), '13\n')
    const error = await rejectionOf(startLocalPostgres({ dataDir, binDir }))
    expect(error.code).to.equal('DATA_VERSION_MISMATCH')
    expect(error.message).to.include('made by PostgreSQL 13 and cannot be opened by 18')
    expect(error.hint).to.include('pg_dumpall')
    expect(await readdir(join(dataDir, 'data'))).to.deep.equal(['PG_VERSION'])
  })

  it('says what PostgreSQL said when it does not start', async () => {
    const dataDir = await scratch.prepared()
    const settings = join(dataDir, 'data/postgresql.conf')
    const { size } = await stat(settings)
    await appendFile(settings, "shared_preload_libraries = 'no_such_library'\n")
    const error = await rejectionOf(startLocalPostgres({ dataDir, binDir }))
    await truncate(settings, size)
    expect(error.code).to.equal('START_FAILED')
    expect(error.message).to.include('no_such_library')
    expect(await readFile(join(dataDir, 'postgres.log'), 'utf8')).to.include('no_such_library')
  })

  it('names a folder without binaries and binaries that do not run', async () => {
    const missing = await rejectionOf(startLocalPostgres({ dataDir: scratch.fresh('x'), binDir: '/nowhere' }))
    expect(missing.code).to.equal('BINARIES_MISSING')

    const broken = join(scratch.path, 'broken')
    await mkdir(join(broken, 'bin'), { recursive: true })
    for (const name of ['initdb', 'postgres']) {
      await writeFile(join(broken, 'bin', name), '#!/bin/sh\necho "wrong C library" >&2\nexit 127\n')
      await chmod(join(broken, 'bin', name), 0o755)
    }
    const unusable = await rejectionOf(startLocalPostgres({ dataDir: scratch.fresh('x'), binDir: broken }))
    expect(unusable.code).to.equal('BINARIES_UNUSABLE')
    expect(unusable.message).to.include('wrong C library')
  })

  it('refuses a database name that a URL could not carry for everybody', async () => {
    const error = await rejectionOf(
      startLocalPostgres({ dataDir: scratch.fresh('x'), binDir, database: 'a b' }),
    )
    expect(error.code).to.equal('INVALID_OPTION')
  })

  it('refuses a data directory that is a file', async () => {
    const dataDir = join(scratch.path, 'file')
    await writeFile(dataDir, '')
    expect((await rejectionOf(startLocalPostgres({ dataDir, binDir }))).code).to.equal('DATA_NOT_ACCESSIBLE')
  })

  it('gives up with the reason of the caller, in the middle of initdb too', async () => {
    const dataDir = scratch.fresh('given-up')
    const giveUp = new AbortController()
    const reason = new Error('changed my mind')
    const start = startLocalPostgres({
      dataDir,
      binDir,
      signal: giveUp.signal,
      onProgress: () => setImmediate(() => giveUp.abort(reason)),
    })
    expect(await start.catch((error: unknown) => error)).to.equal(reason)
  })

  if (otherBinDir !== undefined) {
    it(`runs a system's PostgreSQL as well (${otherBinDir})`, async () => {
      await using server = await startLocalPostgres({
        dataDir: scratch.fresh('system'),
        binDir: otherBinDir ?? '',
        durable: false,
      })
      expect(`/usr/lib/postgresql/${server.version}`).to.satisfy((path: string) =>
        path.startsWith(otherBinDir ?? '-'),
      )
      expect(await queryOnce(server.url, "select lower('Ä') as lower")).to.deep.equal({ lower: 'ä' })
    })
  }
})
