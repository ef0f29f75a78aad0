import { WaybillError } from '../../src/error/waybill-error.js'
import type { RunQueue, RunQueueWork } from '../../src/run/run-queue.js'
import type { Storage } from '../../src/storage/storage.js'

/** A storage behind a line that can be cut, and that is not closed with what uses it. */
export interface UnreliableStorage {
  readonly storage: Storage
  /** From now on nothing gets through, wake-ups neither. */
  cut(): void
  mend(): Promise<void>
  /** The next transactions, so many, are committed but their answers do not come through. */
  loseAnswers(count: number): void
}

/** Puts a line that can be cut between a storage and one of those that use it. */
export function makeUnreliable(inner: Storage): UnreliableStorage {
  let isCut = false
  let answersToLose = 0
  const requireLine = () => {
    if (isCut) throw new WaybillError('STORAGE_UNAVAILABLE', 'The line is cut.')
  }
  const guard = <Target extends object>(target: Target): Target =>
    new Proxy(target, {
      get(_, key) {
        const member: unknown = Reflect.get(target, key)
        if (typeof member !== 'function') return member
        return async (...args: unknown[]) => {
          requireLine()
          return Reflect.apply(member, target, args)
        }
      },
    })
  const queue = makeQueueLine(inner.queue, requireLine)
  return {
    storage: {
      info: inner.info,
      catalog: guard(inner.catalog),
      workspaces: guard(inner.workspaces),
      runs: guard(inner.runs),
      events: guard(inner.events),
      queue: queue.queue,
      tokens: guard(inner.tokens),
      answers: guard(inner.answers),
      webhooks: guard(inner.webhooks),
      async transaction(work) {
        const result = await guard(inner).transaction(work)
        if (answersToLose > 0) {
          answersToLose -= 1
          throw new WaybillError('STORAGE_UNAVAILABLE', 'The answer got lost.')
        }
        return result
      },
      ping: () => guard(inner).ping(),
      close: async () => undefined,
    },
    loseAnswers(count) {
      answersToLose = count
    },
    cut() {
      isCut = true
      queue.disconnect()
    },
    async mend() {
      isCut = false
      await queue.connect()
    },
  }
}

/** A queue whose one worker gets wake-ups only while it is connected. */
function makeQueueLine(inner: RunQueue, requireLine: () => void) {
  let work: RunQueueWork | undefined
  let stop: (() => Promise<void>) | undefined
  let left: Promise<void> = Promise.resolve()
  const connect = async () => {
    if (work !== undefined && stop === undefined) stop = await inner.work(work)
  }
  const disconnect = () => {
    const leaving = stop?.()
    stop = undefined
    left = Promise.all([left, leaving]).then(() => undefined)
  }
  const queue: RunQueue = {
    async add(wake) {
      requireLine()
      await inner.add(wake)
    },
    async work(options) {
      work = options
      await connect()
      return async () => {
        work = undefined
        disconnect()
        await left
      }
    },
  }
  return { queue, connect, disconnect }
}
