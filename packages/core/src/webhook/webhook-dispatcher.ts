import { Bell } from '../event/bell.js'
import type { Clock } from '../id/timestamp.js'
import type { OnLog } from '../log/log-entry.js'
import type { Storage } from '../storage/storage.js'
import { fanOut } from './fan-out.js'
import { judgeTry, judgeWebhook } from './judge-try.js'
import { signWebhook } from './sign-webhook.js'
import { buildWebhookEvent } from './webhook-events.js'
import type { WebhookSender } from './webhook-sender.js'
import type { ClaimedDelivery, DeliveryOutcome } from './webhook-store.js'

const mostAtOnce = 8
const sendTimeoutMs = 15_000
/** Longer than a try takes: a message comes twice only when its sender died. */
const defaultLeaseMs = 60_000
const pruneEveryMs = 60 * 60_000
const keptMs = 30 * 24 * 60 * 60_000

/** What a dispatcher works with. */
export interface WebhookDispatcherOptions {
  readonly storage: Pick<Storage, 'events' | 'webhooks' | 'transaction'>
  readonly sender: WebhookSender
  readonly clock: Clock
  readonly onLog: OnLog
  /** Between two looks for what is due where no bell rings, in ms. @default 5000 */
  readonly lookEveryMs?: number
  /** How long a message stays with a process that does not answer, in ms. @default 60000 */
  readonly leaseMs?: number
}

/**
 * Sends what webhooks are to hear of. Any number of processes do this on one storage: each event becomes one message
 * per webhook, and each message has one sender at a time. What a process that died had in hand is sent again.
 */
export class WebhookDispatcher {
  readonly #options: WebhookDispatcherOptions
  readonly #stopping = new AbortController()
  readonly #bell = new Bell(this.#stopping.signal)
  readonly #sending = new Set<Promise<void>>()
  readonly #running: Promise<void>
  #unsubscribe: (() => Promise<void>) | undefined
  #failing = false
  #prunedAtMs = 0

  constructor(options: WebhookDispatcherOptions) {
    this.#options = options
    this.#running = this.#run()
  }

  /** Something may be due. */
  ring(): void {
    this.#bell.ring()
  }

  /** Sends what is in hand to its end. Callable twice. */
  async close(): Promise<void> {
    this.#stopping.abort()
    await this.#running
    await Promise.all(this.#sending)
    await this.#unsubscribe?.()
    this.#unsubscribe = undefined
  }

  async #run(): Promise<void> {
    const { lookEveryMs = 5000 } = this.#options
    while (!this.#stopping.signal.aborted) {
      try {
        await this.#look()
        this.#failing = false
      } catch (error) {
        this.#tell(error)
      }
      await this.#bell.wait(lookEveryMs)
    }
  }

  async #look(): Promise<void> {
    const { storage, clock } = this.#options
    this.#unsubscribe ??= await storage.events.subscribe(() => this.ring())
    const { last } = await storage.events.list({ after: 0, limit: 1 })
    // Looked for first without a transaction: mostly there is no such webhook.
    while ((await storage.webhooks.lockLagging(last)) !== undefined && !this.#stopping.signal.aborted)
      if (!(await fanOut(storage, { last, now: clock().toISOString() }))) break
    await this.#sendDue()
    await this.#prune()
  }

  async #sendDue(): Promise<void> {
    const { storage, leaseMs = defaultLeaseMs } = this.#options
    const limit = mostAtOnce - this.#sending.size
    if (limit <= 0) return
    for (const delivery of await storage.webhooks.claimDeliveries({ limit, leaseMs })) {
      const sending = this.#send(delivery).catch(error => this.#tell(error))
      this.#sending.add(sending)
      void sending.then(() => {
        this.#sending.delete(sending)
        // There may be more than there was room for.
        this.ring()
      })
    }
  }

  async #send(delivery: ClaimedDelivery): Promise<void> {
    const { sender, clock } = this.#options
    const { id, url, secrets, body } = delivery
    const headers = await signWebhook(secrets, { id, at: clock(), body })
    const startedAt = performance.now()
    const response = await sender.send({
      url,
      headers: { ...headers, 'content-type': 'application/json' },
      body,
      signal: AbortSignal.timeout(sendTimeoutMs),
    })
    await this.#note(delivery, judgeTry(delivery, { response, durationMs: performance.now() - startedAt }))
  }

  async #note({ webhookId }: ClaimedDelivery, outcome: DeliveryOutcome): Promise<void> {
    const { storage, clock } = this.#options
    await storage.transaction(async ({ webhooks, events }) => {
      if (!(await webhooks.finishDelivery(outcome))) return
      const now = clock()
      const webhook = await webhooks.find(webhookId, { lock: true })
      const judged = webhook === undefined ? undefined : judgeWebhook(webhook, outcome, now)
      if (judged === undefined) return
      await webhooks.update(judged)
      if (judged.active || webhook?.active === false) return
      const origin = { at: now.toISOString(), actor: null }
      await events.append([buildWebhookEvent('webhook.disabled', judged, origin)])
    })
  }

  async #prune(): Promise<void> {
    const nowMs = this.#options.clock().getTime()
    if (nowMs - this.#prunedAtMs < pruneEveryMs) return
    await this.#options.storage.webhooks.pruneDeliveries(new Date(nowMs - keptMs).toISOString())
    this.#prunedAtMs = nowMs
  }

  /** An outage is told once. */
  #tell(error: unknown): void {
    if (this.#failing || this.#stopping.signal.aborted) return
    this.#failing = true
    this.#options.onLog({
      level: 'warn',
      message: 'Webhooks wait: what is due cannot be read.',
      fields: { err: error },
    })
  }
}
