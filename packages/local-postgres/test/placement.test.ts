import { execFile } from 'node:child_process'
import { chmod, chown, lstat, mkdir, readdir, readFile, rm, rmdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect } from 'chai'
import { after, afterEach, before, describe, it } from 'mocha'
import { findPasswdEntry } from '../src/account.js'
import { startLocalPostgres } from '../src/index.js'
import { binDir } from './support/binaries.js'
import { rejectionOf } from './support/rejection.js'
import { readLockFile, Scratch } from './support/scratch.js'
import { queryOnce } from './support/sql.js'
import { User } from './support/user.js'

const run = promisify(execFile)
const asRoot = process.getuid?.() === 0

describe('placement', () => {
  let scratch: Scratch
  before(async () => {
    scratch = await Scratch.create()
  })
  afterEach(() => scratch.settle())
  after(() => scratch.remove())

  /** The binaries in a place of the test's own, by hard links where it can be (58 MB). */
  async function placeBinaries(parent: string): Promise<string> {
    const native = join(parent, 'native')
    await run('cp', ['-al', binDir, native]).catch(() => copyTree(native))
    return native
  }

  /** The binaries as an install without scripts leaves them: without links to the libraries. */
  async function placeBareBinaries(parent: string): Promise<string> {
    const native = join(parent, 'native')
    await mkdir(parent)
    await copyTree(native)
    await run('find', [native, '-type', 'l', '-delete'])
    return native
  }

  /** A copy that everybody can read, however strict the umask of the install was. */
  async function copyTree(target: string): Promise<void> {
    await rm(target, { recursive: true, force: true })
    await run('cp', ['-a', binDir, target])
    await run('chmod', ['-R', 'a+rX', target])
  }

  /** The user that an ordinary user's test runs as: this one, or nobody where this one is root. */
  async function ordinaryUser(): Promise<{ uid?: number; gid?: number }> {
    return asRoot ? (findPasswdEntry(await readFile('/etc/passwd', 'utf8'), 'nobody') ?? {}) : {}
  }

  /** A folder of that user's own. */
  async function ownFolder(name: string): Promise<string> {
    const path = join(scratch.path, name)
    await mkdir(path)
    const { uid, gid } = await ordinaryUser()
    if (uid !== undefined && gid !== undefined) await chown(path, uid, gid)
    return path
  }

  it('reaches a socket below a path of 200 bytes by a short link, which goes with the last user', () =>
    scratch.moved(join('é'.repeat(50), 'b'.repeat(100)), async dataDir => {
      await using server = await startLocalPostgres({ dataDir, binDir, durable: false })
      expect(Buffer.byteLength(join(server.socketDir, '.s.PGSQL.5432'))).to.be.at.most(103)
      expect(await queryOnce(server.url, 'select 1 as one')).to.deep.equal({ one: 1 })
      const user = new User({ dataDir, binDir })
      expect(await user.ready()).to.include({ adopted: true, url: server.url })
      await user.leave()
      expect((await lstat(server.socketDir)).isSymbolicLink()).to.equal(true)
      await server.stop()
      expect(await lstat(server.socketDir).catch(() => 'gone')).to.equal('gone')
    }))

  it('makes the links that an install without scripts left out', async () => {
    const native = await placeBareBinaries(join(scratch.path, 'bare'))
    await using server = await startLocalPostgres({
      dataDir: await scratch.prepared(),
      binDir: native,
      durable: false,
    })
    expect(server.adopted).to.equal(false)
    expect((await lstat(join(native, 'lib/libicuuc.so.60'))).isSymbolicLink()).to.equal(true)
  })

  it('keeps everything of an ordinary user in the data directory, copied binaries too', async () => {
    const native = await placeBareBinaries(join(scratch.path, 'read-only'))
    await chmod(join(native, 'lib'), 0o555)
    const dataDir = scratch.fresh(join('own', 'data'))
    await ownFolder('own')
    const user = new User({ dataDir, binDir: native, durable: false }, await ordinaryUser())
    await user.ready()
    await chmod(join(native, 'lib'), 0o755)
    expect(user.said('copying')).to.equal(1)
    const entries = (await readdir(dataDir)).map(name => name.replace(/-[0-9a-f]{16}$/, ''))
    expect(entries).to.have.members(['data', 'postgres', 'postgres.log'])
    expect(await user.leave()).to.equal(0)
    expect(await readLockFile(dataDir)).to.equal(undefined)
  })

  if (asRoot) {
    it('serves root below a folder that only root may enter', async () => {
      const home = join(scratch.path, 'private')
      await mkdir(home, { mode: 0o700 })
      const native = await placeBinaries(home)
      const dataDir = scratch.fresh('private/.waybill/postgres')
      const first = await startLocalPostgres({ dataDir, binDir: native, durable: false })
      await queryOnce(first.url, 'create table kept as select 42 as answer')
      await first.stop()
      await using second = await startLocalPostgres({ dataDir, binDir: native, durable: false })
      expect(await queryOnce(second.url, 'select answer from kept')).to.deep.equal({ answer: 42 })
      expect((await stat(`/proc/${second.pid}`)).uid).to.equal((await stat(join(dataDir, 'data'))).uid)
      expect((await stat(dataDir)).uid).to.equal(0)
    })

    it("runs an ordinary user's data as that user when root comes to it", async () => {
      const as = await ordinaryUser()
      const native = await placeBinaries(scratch.path)
      const dataDir = scratch.fresh('theirs')
      await run('cp', ['-a', await scratch.prepared(), dataDir])
      await run('chown', ['-R', `${as.uid}:${as.gid}`, dataDir])
      await using server = await startLocalPostgres({ dataDir, binDir: native, durable: false })
      expect((await stat(`/proc/${server.pid}`)).uid).to.equal(as.uid)
      const user = new User({ dataDir, binDir: native, durable: false }, as)
      expect(await user.ready()).to.include({ adopted: true })
      await user.leave()
    })

    it("tells an ordinary user that the data is root's", async () => {
      const dataDir = await scratch.prepared()
      const user = new User({ dataDir, binDir }, await ordinaryUser())
      const error: unknown = await user.ready().catch((reason: unknown) => reason)
      expect(String(error)).to.include('DATA_NOT_ACCESSIBLE')
    })
  }

  it('does not use a path for its socket that belongs to somebody else', async () => {
    const dataDir = scratch.fresh('c'.repeat(120))
    await mkdir(dataDir)
    const { dev, ino } = await stat(dataDir, { bigint: true })
    const taken = `/tmp/waybill-postgres-${process.getuid?.()}-${dev}-${ino}`
    await mkdir(taken)
    try {
      const error = await rejectionOf(startLocalPostgres({ dataDir, binDir, durable: false }))
      expect(error.code).to.equal('START_FAILED')
      expect(error.message).to.include(taken)
    } finally {
      await rmdir(taken)
    }
  })
})
