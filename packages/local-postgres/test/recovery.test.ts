import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { after, afterEach, before, describe, it } from 'mocha'
import { Client } from 'pg'
import { type LocalPostgresOptions, startLocalPostgres } from '../src/index.js'
import { binDir } from './support/binaries.js'
import { rejectionOf } from './support/rejection.js'
import { isRunning, readLockFile, Scratch, until } from './support/scratch.js'
import { queryOnce, tryQueryOnce } from './support/sql.js'
import { User } from './support/user.js'

describe('recovery', () => {
  let scratch: Scratch
  before(async () => {
    scratch = await Scratch.create()
  })
  afterEach(() => scratch.settle())
  after(() => scratch.remove())

  const optionsFor = (dataDir: string): LocalPostgresOptions => ({ dataDir, binDir })

  /** Leaves a data directory as a crash of the machine does: no server, its lock file still there. */
  async function crashedDirectory(): Promise<string> {
    const dataDir = await scratch.prepared()
    const user = new User(optionsFor(dataDir))
    const { pid, url } = await user.ready()
    await queryOnce(url, 'create table if not exists kept as select 42 as answer')
    await user.kill()
    process.kill(pid, 'SIGKILL')
    await until(async () => !(await isRunning(pid)))
    return dataDir
  }

  it('starts a killed server again, with everything that was committed', async () => {
    const dataDir = await crashedDirectory()
    expect(await readLockFile(dataDir)).to.be.a('string')
    await using server = await startLocalPostgres(optionsFor(dataDir))
    expect(server.adopted).to.equal(false)
    expect(await queryOnce(server.url, 'select answer from kept')).to.deep.equal({ answer: 42 })
  })

  it('is not deceived by a lock file whose pid went to another process', async () => {
    const dataDir = await crashedDirectory()
    // As the server's own user: PostgreSQL asks whether it could signal that process.
    const { uid, gid } = await stat(join(dataDir, 'data'))
    const stranger = spawn('sleep', ['60'], { uid, gid, stdio: 'ignore' })
    const [, ...rest] = ((await readLockFile(dataDir)) ?? '').split('\n')
    await writeFile(join(dataDir, 'data/postmaster.pid'), [stranger.pid, ...rest].join('\n'))
    await using server = await startLocalPostgres(optionsFor(dataDir))
    expect(server.adopted).to.equal(false)
    stranger.kill()
    await once(stranger, 'exit')
  })

  it('is not stopped by a lock file that a power cut emptied', async () => {
    const dataDir = await crashedDirectory()
    await writeFile(join(dataDir, 'data/postmaster.pid'), '')
    await using server = await startLocalPostgres(optionsFor(dataDir))
    expect(server.adopted).to.equal(false)
  })

  it('waits for processes of a killed server that are still at work', async () => {
    const dataDir = await scratch.prepared()
    const user = new User(optionsFor(dataDir))
    const { pid, url } = await user.ready()
    const busy = new Client({ connectionString: url, application_name: 'busy' })
    const cut = new Promise<void>(resolve => busy.on('error', () => resolve()))
    await busy.connect()
    // A bare count does not look up to see that its postmaster is gone.
    const counting = busy.query('select count(*) from generate_series(1, 10000000)').catch(() => undefined)
    const isBusy = `select from pg_stat_activity where application_name = 'busy' and state = 'active'`
    await until(async () => (await countRows(url, isBusy)) === 1)
    await user.kill()
    process.kill(pid, 'SIGKILL')
    await using server = await startLocalPostgres(optionsFor(dataDir))
    expect(server.adopted).to.equal(false)
    expect(await readFile(join(dataDir, 'postgres.log'), 'utf8')).to.include('shared memory block')
    await Promise.all([counting, cut])
  })

  it('comes back under the same URL for users that live on', async () => {
    const dataDir = await scratch.prepared()
    const messages: string[] = []
    await using one = await startLocalPostgres({
      ...optionsFor(dataDir),
      onProgress: text => messages.push(text),
    })
    const two = new User(optionsFor(dataDir))
    const { pid } = await two.ready()
    process.kill(pid, 'SIGKILL')
    await until(async () => one.pid !== pid && (await tryQueryOnce(one.url, 'select 1 as one')) !== undefined)
    expect(messages.some(text => text.includes('went away'))).to.equal(true)
    // Both hold the new server: the first to leave does not stop it.
    await until(async () => (await countUsers(one.url)) === 2)
    await two.leave()
    expect(await queryOnce(one.url, 'select 1 as one')).to.deep.equal({ one: 1 })
  })

  it('holds the server again after PostgreSQL restarted itself for a killed backend', async () => {
    const dataDir = await scratch.prepared()
    await using server = await startLocalPostgres(optionsFor(dataDir))
    const { pid } = await queryOnce(server.url, `select pid from pg_locks where locktype = 'advisory'`)
    process.kill(Number(pid), 'SIGKILL')
    await until(async () => {
      const row = await tryQueryOnce(server.url, `select pid from pg_locks where locktype = 'advisory'`)
      return row?.pid !== undefined && row.pid !== pid
    })
    expect(await isRunning(server.pid)).to.equal(true)
  })

  it('begins anew after a kill -9 in the middle of initdb', async () => {
    const dataDir = scratch.fresh('half')
    const user = new User(optionsFor(dataDir))
    await until(async () =>
      (await readdir(dataDir).catch(() => [])).some(name => name.startsWith('data.init-')),
    )
    await user.kill()
    await using server = await startLocalPostgres({ ...optionsFor(dataDir), durable: false })
    expect(await queryOnce(server.url, 'select 1 as one')).to.deep.equal({ one: 1 })
    expect(await readdir(dataDir)).to.have.members(['data', 'postgres.log'])
  })

  it('says after its time that a server does not answer', async () => {
    const dataDir = await scratch.prepared()
    await using server = await startLocalPostgres(optionsFor(dataDir))
    process.kill(server.pid, 'SIGSTOP')
    try {
      const error = await rejectionOf(startLocalPostgres({ ...optionsFor(dataDir), startTimeoutMs: 300 }))
      expect(error.code).to.equal('START_TIMEOUT')
      expect(error.message).to.include('did not answer within 300 ms')
    } finally {
      process.kill(server.pid, 'SIGCONT')
    }
  })

  it('survives kill -9 of users at random instants', async () => {
    const dataDir = await scratch.prepared()
    for (let round = 0; round < 6; round += 1) {
      const users = [1, 2].map(() => new User(optionsFor(dataDir)))
      await until(() => users.some(user => user.events.length > 0))
      if (round % 2 === 0) await users[0]?.ready()
      if (round % 3 === 0) void users[0]?.leave()
      await Promise.all(users.map(user => user.kill()))
    }
    await using server = await startLocalPostgres(optionsFor(dataDir))
    expect(await countUsers(server.url)).to.equal(1)
    expect((await readFile(join(dataDir, 'postgres.log'), 'utf8')).includes('PANIC')).to.equal(false)
  })
})

/** How many users hold the server, by their shared locks. */
function countUsers(url: string): Promise<number> {
  return countRows(url, `select from pg_locks where locktype = 'advisory'`)
}

async function countRows(url: string, query: string): Promise<number> {
  const { count } = await queryOnce(url, `select count(*)::int as count from (${query}) as found`)
  return Number(count)
}
