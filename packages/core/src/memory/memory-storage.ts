import type { TokenStore } from '../access/token-store.js'
import type { CatalogStore } from '../catalog/catalog-store.js'
import type { EventStore } from '../event/event-store.js'
import type { Clock } from '../id/timestamp.js'
import type { AnswerStore } from '../idempotency/answer-store.js'
import type { RunQueue, RunWake } from '../run/run-queue.js'
import type { RunStore } from '../run/run-store.js'
import type { Storage, StorageInfo, Stores } from '../storage/storage.js'
import type { WebhookStore } from '../webhook/webhook-store.js'
import type { WorkspaceStore } from '../workspace/workspace-store.js'
import { type Exclusive, lockMethods, makeExclusive } from './exclusive.js'
import { MemoryAnswerStore } from './memory-answer-store.js'
import { MemoryCatalogStore } from './memory-catalog-store.js'
import { MemoryEventStore } from './memory-event-store.js'
import { MemoryRunQueue } from './memory-run-queue.js'
import { MemoryRunStore } from './memory-run-store.js'
import { MemoryTokenStore } from './memory-token-store.js'
import { MemoryWebhookStore } from './memory-webhook-store.js'
import { MemoryWorkspaceStore } from './memory-workspace-store.js'

/** How a storage in memory is made. */
export interface MemoryStorageOptions {
  /** Times of leases. @default () => new Date() */
  readonly clock?: Clock
}

/** A storage that is gone with the process: for tests and for services that need no database. */
export function memoryStorage(options: MemoryStorageOptions = {}): Storage {
  return new MemoryStorage(options)
}

/**
 * Transactions run one at a time, and whatever is called outside waits for the one that runs: nobody sees half
 * of one. So work inside a transaction must use the stores it is given; the outer ones would wait for its end.
 */
class MemoryStorage implements Storage {
  readonly info: StorageInfo = { kind: 'memory', version: null, location: 'memory' }
  readonly catalog: CatalogStore
  readonly workspaces: WorkspaceStore
  readonly runs: RunStore
  readonly events: EventStore
  readonly queue: RunQueue
  readonly tokens: TokenStore
  readonly answers: AnswerStore
  readonly webhooks: WebhookStore
  readonly #queue = new MemoryRunQueue()
  readonly #inner: Omit<Stores, 'queue'>
  readonly #snapshot: () => () => void
  readonly #exclusive: Exclusive = makeExclusive()

  constructor({ clock }: MemoryStorageOptions) {
    const events = new MemoryEventStore()
    const catalog = new MemoryCatalogStore(events)
    const workspaces = new MemoryWorkspaceStore()
    const runs = new MemoryRunStore(clock)
    const tokens = new MemoryTokenStore()
    this.answers = new MemoryAnswerStore(clock)
    const webhooks = new MemoryWebhookStore(clock)
    this.#inner = { catalog, workspaces, runs, events, tokens, webhooks }
    this.#snapshot = () => {
      const restores = [catalog, workspaces, runs, events, tokens, webhooks].map(store => store.snapshot())
      return () => {
        for (const restore of restores) restore()
      }
    }
    this.catalog = lockMethods(catalog, this.#exclusive)
    this.workspaces = lockMethods(workspaces, this.#exclusive)
    this.runs = lockMethods(runs, this.#exclusive)
    this.events = lockMethods(events, this.#exclusive)
    this.queue = this.#queue
    this.tokens = lockMethods(tokens, this.#exclusive)
    this.webhooks = lockMethods(webhooks, this.#exclusive)
  }

  transaction<Result>(work: (stores: Stores) => Promise<Result>): Promise<Result> {
    return this.#exclusive(async () => {
      const restore = this.#snapshot()
      const wakes: RunWake[] = []
      try {
        const result = await work({ ...this.#inner, queue: this.#collectWakes(wakes) })
        for (const wake of wakes) await this.#queue.add(wake)
        return result
      } catch (error) {
        restore()
        throw error
      }
    })
  }

  async ping(): Promise<void> {
    // Memory always answers.
  }

  async close(): Promise<void> {
    this.#queue.close()
  }

  /** Wake-ups of a transaction are added when it has committed. */
  #collectWakes(wakes: RunWake[]): RunQueue {
    return {
      add: async wake => {
        wakes.push(wake)
      },
      work: options => this.#queue.work(options),
    }
  }
}
