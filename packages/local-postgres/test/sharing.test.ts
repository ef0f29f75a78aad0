import { readdir } from 'node:fs/promises'
import { expect } from 'chai'
import { after, afterEach, before, describe, it } from 'mocha'
import { type LocalPostgresOptions, startLocalPostgres } from '../src/index.js'
import { binDir } from './support/binaries.js'
import { isRunning, readLockFile, Scratch, until } from './support/scratch.js'
import { queryOnce } from './support/sql.js'
import { User } from './support/user.js'

describe('one server and many processes', () => {
  let scratch: Scratch
  before(async () => {
    scratch = await Scratch.create()
  })
  afterEach(() => scratch.settle())
  after(() => scratch.remove())

  const optionsFor = (dataDir: string): LocalPostgresOptions => ({ dataDir, binDir, durable: false })

  it('initialises and starts once when three begin on a fresh directory at the same instant', async () => {
    const dataDir = scratch.fresh('fresh')
    const users = [1, 2, 3].map(() => new User(optionsFor(dataDir)))
    const ready = await Promise.all(users.map(user => user.ready()))
    expect(users.map(user => user.said('initialising')).sort()).to.deep.equal([0, 0, 1])
    expect(users.map(user => user.said('starting')).sort()).to.deep.equal([0, 0, 1])
    expect(ready.filter(({ adopted }) => !adopted)).to.have.length(1)
    expect(new Set(ready.map(({ pid }) => pid)).size).to.equal(1)
    expect(await readdir(dataDir)).to.have.members(['data', 'postgres.log'])
    expect(await Promise.all(users.map(user => user.leave()))).to.deep.equal([0, 0, 0])
    expect(await readLockFile(dataDir)).to.equal(undefined)
  })

  it('stops with its last user and not before, whoever started it', async () => {
    const dataDir = await scratch.prepared()
    const starter = new User(optionsFor(dataDir))
    const { pid, url } = await starter.ready()
    const adopter = new User(optionsFor(dataDir))
    expect(await adopter.ready()).to.include({ adopted: true, pid })
    await starter.leave()
    expect(await queryOnce(url, 'select 1 as one')).to.deep.equal({ one: 1 })
    await adopter.leave()
    expect(await readLockFile(dataDir)).to.equal(undefined)
    await until(async () => !(await isRunning(pid)))
  })

  it('outlives a kill -9 of any user, and of the last one too', async () => {
    const dataDir = await scratch.prepared()
    const [one, two] = [new User(optionsFor(dataDir)), new User(optionsFor(dataDir))]
    const [{ pid, url }] = await Promise.all([one.ready(), two.ready()])
    await one.kill()
    expect(await queryOnce(url, 'select 1 as one')).to.deep.equal({ one: 1 })
    await two.kill()
    await using server = await startLocalPostgres(optionsFor(dataDir))
    expect(server).to.include({ adopted: true, pid })
    await server.stop()
    expect(await readLockFile(dataDir)).to.equal(undefined)
    await until(async () => !(await isRunning(pid)))
  })

  it('is not reached by a ctrl-C that ends its starter', async () => {
    const dataDir = await scratch.prepared()
    const starter = new User(optionsFor(dataDir))
    const { pid } = await starter.ready()
    await starter.kill('SIGINT')
    await using server = await startLocalPostgres(optionsFor(dataDir))
    expect(server).to.include({ adopted: true, pid })
  })

  it('receives a newcomer at every moment of a stop', async () => {
    const dataDir = await scratch.prepared()
    let current = await startLocalPostgres(optionsFor(dataDir))
    for (let round = 0; round < 10; round += 1) {
      const leaving = current.stop()
      // Later in every round: before the last lock is taken, while the server stops, after it has.
      for (let turn = 0; turn < round * 3; turn += 1) await new Promise(resolve => setImmediate(resolve))
      const [next] = await Promise.all([startLocalPostgres(optionsFor(dataDir)), leaving])
      expect(await queryOnce(next.url, 'select 1 as one')).to.deep.equal({ one: 1 })
      current = next
    }
    await current.stop()
    expect(await readLockFile(dataDir)).to.equal(undefined)
  })
})
