import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { newId, type RunId, type Storage } from '@waybill/core'
import { expectCode, makeNewEvent, until } from '@waybill/core/testing'
import { type LocalPostgres, startLocalPostgres } from '@waybill/local-postgres'
import { expect } from 'chai'
import { after, afterEach, before, beforeEach, describe, it } from 'mocha'
import { sequelizeStorage } from '../../src/index.js'
import { embeddedBinaries } from '../../src/testing/index.js'

describe('a storage whose database goes away', () => {
  let directory: string
  let server: LocalPostgres
  let storage: Storage
  const told: string[] = []
  const startServer = () =>
    startLocalPostgres({ dataDir: join(directory, 'postgres'), binDir: embeddedBinaries(), durable: false })

  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'waybill-recovery-'))
    server = await startServer()
  })
  after(async () => {
    await server.stop()
    await rm(directory, { recursive: true })
  })
  beforeEach(async () => {
    told.length = 0
    storage = await sequelizeStorage({ url: server.url, onLog: ({ message }) => told.push(message) })
  })
  afterEach(() => storage.close())

  const answers = () =>
    storage.ping().then(
      () => true,
      () => false,
    )
  const last = async () => (await storage.events.list({ after: 0, limit: 1 })).last
  const wake = (runId: RunId) => storage.queue.add({ runId, attempt: 1, lane: 'simulated' })

  it('says STORAGE_UNAVAILABLE meanwhile, and goes on when it is back', async () => {
    await storage.events.append([makeNewEvent()])
    const before = await last()
    await server.stop()
    await expectCode(storage.ping(), 'STORAGE_UNAVAILABLE')
    await expectCode(storage.catalog.getVersion(), 'STORAGE_UNAVAILABLE')
    await expectCode(storage.workspaces.find({ by: { idOrName: 'x' } }), 'STORAGE_UNAVAILABLE')
    await expectCode(storage.events.append([makeNewEvent()]), 'STORAGE_UNAVAILABLE')
    await expectCode(
      storage.events.subscribe(() => undefined),
      'STORAGE_UNAVAILABLE',
    )
    await expectCode(
      storage.queue.work({
        slots: 1,
        lanes: ['x'],
        handle: async () => undefined,
        onError: () => undefined,
      }),
      'STORAGE_UNAVAILABLE',
    )
    await expectCode(sequelizeStorage({ url: server.url }), 'STORAGE_UNAVAILABLE')
    server = await startServer()
    await storage.ping()
    expect(await last()).to.equal(before)
  })

  it('loses a transaction that was open, as a whole', async () => {
    const before = await last()
    const lost = storage.transaction(async stores => {
      await stores.events.append([makeNewEvent()])
      await stores.catalog.getVersion()
      await server.stop()
      await stores.events.append([makeNewEvent()])
    })
    await expectCode(lost, 'STORAGE_UNAVAILABLE')
    server = await startServer()
    expect(await last()).to.equal(before)
  })

  it('wakes who listens for events once it is back, and for what comes then', async () => {
    let calls = 0
    const unsubscribe = await storage.events.subscribe(() => {
      calls += 1
    })
    await server.stop()
    server = await startServer()
    await until(() => calls > 0, 'the call for what may have been missed')
    const before = calls
    await storage.events.append([makeNewEvent()])
    await until(() => calls > before, 'the call for the new event')
    await unsubscribe()
  })

  it('lets a listener leave while it is away', async () => {
    const unsubscribe = await storage.events.subscribe(() => undefined)
    await server.stop()
    await unsubscribe()
    server = await startServer()
  })

  it('finishes what a worker has in hand, and hands over again when it is back', async () => {
    const seen: RunId[] = []
    let finish: () => void = () => undefined
    const finished = new Promise<void>(resolve => {
      finish = resolve
    })
    const stop = await storage.queue.work({
      slots: 1,
      lanes: ['simulated'],
      onError: () => undefined,
      handle: async runId => {
        seen.push(runId)
        await finished
      },
    })
    const [first, second] = [newId<RunId>(), newId<RunId>()]
    await wake(first)
    await until(() => seen.length === 1, 'the first')
    await server.stop()
    // The job of the first one ends now, and nobody is there to be told: that must not end the process.
    finish()
    await until(() => told.some(message => message.includes('Failed to complete jobs')), 'the failure')
    server = await startServer()
    await wake(second)
    await until(() => seen.length === 2, 'the second')
    expect(seen).to.deep.equal([first, second])
    await stop()
  })

  it('survives a server that is killed and starts again by itself', async () => {
    const seen: RunId[] = []
    const stop = await storage.queue.work({
      slots: 2,
      lanes: ['simulated'],
      onError: () => undefined,
      handle: async runId => {
        seen.push(runId)
      },
    })
    process.kill(server.pid, 'SIGKILL')
    await until(async () => !(await answers()), 'the outage')
    await until(answers, 'the end of the outage', { timeoutMs: 10_000 })
    const runId = newId<RunId>()
    await wake(runId)
    await until(() => seen.includes(runId), 'the wake-up', { timeoutMs: 10_000 })
    await stop()
  })

  it('closes while it is away', async () => {
    await storage.events.subscribe(() => undefined)
    await storage.queue.work({
      slots: 1,
      lanes: ['simulated'],
      handle: async () => undefined,
      onError: () => undefined,
    })
    await server.stop()
    await storage.close()
    server = await startServer()
  })
})
