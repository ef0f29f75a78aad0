import { setTimeout as delay } from 'node:timers/promises'
import { WaybillError } from '@waybill/core'
import type { ClientConfig } from 'pg'
import { mapDatabaseError } from '../database/database-error.js'
import type { Log } from '../database/log.js'
import { type EventChannel, openEventChannel } from './event-channel.js'

const firstPauseMs = 100
const longestPauseMs = 5000

/** What a listener needs. */
export interface EventListenerOptions {
  readonly client: ClientConfig
  readonly channel: string
  readonly log: Log
}

/**
 * Hears what is announced on one channel, on a connection of its own, which lives while somebody listens. When
 * it was lost, everybody is called once it is back, because something may have been missed.
 */
export class EventListener {
  readonly #options: EventListenerOptions
  readonly #listeners = new Set<() => void>()
  #channel: Promise<EventChannel> | undefined
  /** True while a lost channel is opened again. */
  #lost = false
  /** Ends the wait for the next try. */
  #leaving = new AbortController()
  #closed = false

  constructor(options: EventListenerOptions) {
    this.#options = options
  }

  /** Resolves when nothing is missed any more. @throws WaybillError `STORAGE_UNAVAILABLE`, `CLOSED` */
  async subscribe(listener: () => void): Promise<() => Promise<void>> {
    if (this.#closed) throw new WaybillError('CLOSED', 'The storage is closed.')
    // Each subscription is its own entry, also when one function is given twice.
    const entry = () => listener()
    this.#listeners.add(entry)
    await this.#untilOpen(entry)
    return async () => {
      if (this.#listeners.delete(entry) && this.#listeners.size === 0) await this.#leave()
    }
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#listeners.clear()
    await this.#leave()
  }

  async #untilOpen(entry: () => void): Promise<void> {
    this.#channel ??= this.#open()
    const channel = this.#channel
    // Once it is back, this listener will be called: nothing is missed, so it need not wait.
    if (this.#lost) return
    try {
      await channel
    } catch (error) {
      this.#listeners.delete(entry)
      if (this.#channel === channel) this.#channel = undefined
      throw mapDatabaseError(error)
    }
  }

  #open(): Promise<EventChannel> {
    const { client, channel } = this.#options
    return openEventChannel({
      client,
      name: channel,
      onNotification: () => this.#callAll(),
      onLost: () => this.#reopen(),
    })
  }

  #reopen(): void {
    if (this.#listeners.size === 0) return
    this.#options.log('warn', 'the connection that listens for events was lost; connecting again')
    this.#lost = true
    this.#channel = this.#retry(this.#leaving.signal)
    // Rejects when everybody has left meanwhile; `#leave` waits for that.
    this.#channel.catch(() => undefined)
  }

  async #retry(signal: AbortSignal): Promise<EventChannel> {
    for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
      await delay(pauseMs, undefined, { signal })
      try {
        const channel = await this.#open()
        this.#lost = false
        this.#callAll()
        return channel
      } catch (error) {
        this.#options.log('debug', 'the connection that listens for events is not back yet', error)
      }
    }
  }

  async #leave(): Promise<void> {
    const channel = this.#channel
    this.#channel = undefined
    this.#lost = false
    this.#leaving.abort()
    this.#leaving = new AbortController()
    // One that could not be opened has told so to whoever waited for it.
    const opened = await channel?.catch(() => undefined)
    await opened?.close()
  }

  #callAll(): void {
    for (const listener of [...this.#listeners]) listener()
  }
}
