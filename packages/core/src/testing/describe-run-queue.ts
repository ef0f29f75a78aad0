import { expect } from 'chai'
import { afterEach, describe, it } from 'mocha'
import { newId, type RunId } from '../id/ids.js'
import type { RunQueueWork } from '../run/run-queue.js'
import { type StorageUnderTest, useStorage } from './storage/use-storage.js'
import { until } from './until.js'

/** Describes what every `RunQueue` does, alone and inside a transaction. `makeStorage` is called before each test. */
export function describeRunQueue(name: string, makeStorage: () => Promise<StorageUnderTest>): void {
  describe(`${name} as a RunQueue`, () => {
    const stops: (() => Promise<void>)[] = []
    // Before the hook of `useStorage`: workers end before the storage is closed.
    afterEach(async () => {
      await Promise.all(stops.splice(0).map(stop => stop()))
    })
    const harness = useStorage(makeStorage)

    const add = (runId: RunId, parts: { attempt?: number; lane?: string; delayMs?: number } = {}) =>
      harness.storage.queue.add({ runId, attempt: 1, lane: 'simulated', ...parts })
    const work = async (options: Partial<RunQueueWork> = {}) => {
      const seen: RunId[] = []
      const errors: unknown[] = []
      const stop = await harness.storage.queue.work({
        slots: 1,
        lanes: ['simulated'],
        onError: error => errors.push(error),
        handle: async runId => {
          seen.push(runId)
        },
        ...options,
      })
      stops.push(stop)
      return { seen, errors, stop }
    }
    const untilSeen = (seen: readonly RunId[], count: number) =>
      until(() => seen.length >= count, `${count} wake-ups, there are ${seen.length}`)

    it('hands over what was added before and after work began, in order', async () => {
      const [a, b, c] = [newId<RunId>(), newId<RunId>(), newId<RunId>()]
      await add(a)
      await add(b)
      const { seen } = await work()
      await untilSeen(seen, 2)
      await add(c)
      await untilSeen(seen, 3)
      expect(seen).to.deep.equal([a, b, c])
    })

    it('keeps a wake-up for the same run and attempt once, and another attempt besides', async () => {
      const a = newId<RunId>()
      await add(a)
      await add(a)
      await add(a, { attempt: 2 })
      const last = newId<RunId>()
      await add(last)
      const { seen } = await work()
      await until(() => seen.includes(last), 'the last wake-up')
      expect(seen).to.deep.equal([a, a, last])
    })

    it('hands each wake-up to one of many workers', async () => {
      const ids = Array.from({ length: 12 }, () => newId<RunId>())
      const workers = [await work({ slots: 2 }), await work({ slots: 2 })]
      await Promise.all(ids.map(id => add(id)))
      const seen = () => workers.flatMap(worker => worker.seen)
      await until(() => seen().length >= ids.length, 'every wake-up')
      expect(seen().sort()).to.deep.equal([...ids].sort())
    })

    it('handles as many at a time as there are slots', async () => {
      const gate = makeGate()
      let most = 0
      let now = 0
      const done: RunId[] = []
      await work({
        slots: 2,
        handle: async runId => {
          now += 1
          most = Math.max(most, now)
          await gate.opened
          now -= 1
          done.push(runId)
        },
      })
      for (let index = 0; index < 5; index++) await add(newId<RunId>())
      await until(() => now === 2, 'two in hand')
      gate.open()
      await untilSeen(done, 5)
      expect(most).to.equal(2)
    })

    it('wakes only a worker that has the engine, and keeps what nobody takes', async () => {
      const [real, simulated] = [newId<RunId>(), newId<RunId>()]
      await add(real, { lane: 'terraform' })
      await add(simulated)
      const first = await work()
      await untilSeen(first.seen, 1)
      expect(first.seen).to.deep.equal([simulated])
      const second = await work({ lanes: ['simulated', 'terraform'] })
      await untilSeen(second.seen, 1)
      expect(second.seen).to.deep.equal([real])
    })

    it('reports a rejection, drops that wake-up and goes on; the same may be added again', async () => {
      const [bad, good] = [newId<RunId>(), newId<RunId>()]
      const seen: RunId[] = []
      const { errors } = await work({
        handle: async runId => {
          seen.push(runId)
          if (runId === bad && seen.length === 1) throw new Error('no')
        },
      })
      await add(bad)
      await add(good)
      await untilSeen(seen, 2)
      await until(() => errors.length === 1, 'the error')
      await add(bad)
      await untilSeen(seen, 3)
      expect(seen).to.deep.equal([bad, good, bad])
    })

    it('holds a delayed wake-up back, and lets others pass', async () => {
      const [late, soon] = [newId<RunId>(), newId<RunId>()]
      const addedAt = performance.now()
      await add(late, { delayMs: 300 })
      await add(soon)
      const { seen } = await work()
      await untilSeen(seen, 2)
      expect(seen).to.deep.equal([soon, late])
      expect(performance.now() - addedAt).to.be.greaterThan(250)
    })

    it('stops: takes no more, and ends when those in hand are done; twice is fine', async () => {
      const gate = makeGate()
      const [first, second] = [newId<RunId>(), newId<RunId>()]
      const begun: RunId[] = []
      const done: RunId[] = []
      const { stop } = await work({
        handle: async runId => {
          begun.push(runId)
          await gate.opened
          done.push(runId)
        },
      })
      await add(first)
      await untilSeen(begun, 1)
      const stopped = stop()
      await add(second)
      gate.open()
      await stopped
      await stop()
      expect(done).to.deep.equal([first])
      const other = await work()
      await untilSeen(other.seen, 1)
      expect(other.seen).to.deep.equal([second])
      expect(begun).to.deep.equal([first])
    })

    it('hands over soon after the transaction that added it commits, when what it wrote can be read', async () => {
      const found: unknown[] = []
      await work({
        handle: async runId => {
          found.push(await harness.storage.runs.find(runId))
        },
      })
      const { workspace, run } = await harness.addWorkspace({ run: { status: 'applied' } })
      const destroy = { ...run, id: newId<RunId>(), status: 'pending' as const, kind: 'destroy' as const }
      await harness.storage.transaction(async stores => {
        await stores.queue.add({ runId: destroy.id, attempt: 1, lane: 'simulated' })
        await stores.workspaces.find({ by: { idOrName: workspace.id }, lock: true })
        await stores.runs.insert(destroy)
      })
      await until(() => found.length === 1, 'the wake-up')
      expect(found).to.deep.equal([destroy])
    })

    it('drops what a transaction added that failed', async () => {
      const [dropped, kept] = [newId<RunId>(), newId<RunId>()]
      const { seen } = await work()
      const failing = harness.storage.transaction(async stores => {
        await stores.queue.add({ runId: dropped, attempt: 1, lane: 'simulated' })
        throw new Error('no')
      })
      await failing.catch(() => undefined)
      await add(kept)
      await untilSeen(seen, 1)
      expect(seen).to.deep.equal([kept])
    })
  })
}

function makeGate(): { readonly open: () => void; readonly opened: Promise<void> } {
  let open: () => void = () => undefined
  const opened = new Promise<void>(resolve => {
    open = resolve
  })
  return { open: () => open(), opened }
}
