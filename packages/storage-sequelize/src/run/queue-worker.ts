import { EventEmitter } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { type RunQueueWork, type RunWake, runIdSchema } from '@waybill/core'
import { z } from 'zod'
import { mapDatabaseError } from '../database/database-error.js'
import { runStatement } from '../database/run-statement.js'
import { addJob } from './add-job.js'
import { deleteDeadJobs, type GraphileDeps, startGraphilePool } from './graphile-pool.js'
import { Slots } from './slots.js'

/** Graphile's own retries can keep a pool from ending while the database is away. */
const longestShutdownMs = 2000
const longestPauseMs = 5000
const sweepIntervalMs = 3_600_000

const payloadSchema = z.object({
  runId: runIdSchema,
  attempt: z.int(),
  lane: z.string(),
  background: z.boolean().default(false),
})

/**
 * Takes jobs through graphile-worker and hands their runs on. A job ends when its run is handed over and another
 * one could be: so a job is never in graphile's hands for long, what goes wrong there never touches a run, and
 * its pool can be thrown away and made anew whenever the database was lost.
 */
export class QueueWorker {
  readonly #deps: GraphileDeps
  readonly #work: RunQueueWork
  readonly #slots: Slots
  readonly #stopping = new AbortController()
  #running: Promise<void> = Promise.resolve()
  #sweeping: NodeJS.Timeout | undefined
  #endPool: () => void = () => undefined

  constructor(deps: GraphileDeps, work: RunQueueWork) {
    this.#deps = deps
    this.#work = work
    this.#slots = new Slots(work.slots)
  }

  /** @throws WaybillError `STORAGE_UNAVAILABLE` */
  async start(): Promise<void> {
    try {
      await deleteDeadJobs(this.#deps)
    } catch (error) {
      throw mapDatabaseError(error)
    }
    this.#sweepLater()
    this.#running = this.#run()
  }

  /** Takes no more jobs; resolves when what is in hand is done. May be called twice. */
  async stop(): Promise<void> {
    clearInterval(this.#sweeping)
    this.#stopping.abort()
    this.#endPool()
    const done = this.#slots.close()
    await this.#running
    await done
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping
    while (!signal.aborted) {
      await this.#slots.untilFree()
      await this.#untilAnswered(signal)
      if (signal.aborted) return
      await this.#takeJobs(signal)
    }
  }

  /** Takes jobs until it is stopped or something went wrong. */
  async #takeJobs(signal: AbortSignal): Promise<void> {
    const events = new EventEmitter()
    const over = new Promise<void>(resolve => {
      this.#endPool = resolve
      events.once('pool:listen:error', () => resolve())
    })
    const pool = await startGraphilePool(this.#deps, {
      lanes: this.#work.lanes,
      events,
      handle: payload => this.#handle(payload, signal),
    })
    if (!signal.aborted) await Promise.race([over, pool.ended])
    await Promise.race([pool.stop(), delay(longestShutdownMs, undefined, { ref: false })])
    if (!signal.aborted) this.#deps.log('warn', 'the queue lost the database and starts again')
  }

  async #handle(payload: unknown, signal: AbortSignal): Promise<void> {
    const wake = payloadSchema.parse(payload)
    const { handle, onError } = this.#work
    // Only a pool that was given up and got through after all can find none free.
    await this.#slots.untilFree()
    if (signal.aborted) return this.#putBack(wake)
    this.#slots.start(async () => {
      try {
        await handle(wake.runId)
      } catch (error) {
        onError(error)
      }
    })
    await this.#slots.untilFree()
  }

  /** For a job that came when no more were wanted: another worker finds it. */
  async #putBack(wake: RunWake): Promise<void> {
    await runStatement(this.#deps.pool, addJob(wake, this.#deps.schema))
  }

  async #untilAnswered(signal: AbortSignal): Promise<void> {
    for (let pauseMs = 100; !signal.aborted; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
      try {
        await this.#deps.pool.query('SELECT 1')
        return
      } catch (error) {
        this.#deps.log('debug', 'the queue waits for the database', error)
      }
      // Rejects only when the worker stops, which ends the loop.
      await delay(pauseMs, undefined, { signal }).catch(() => undefined)
    }
  }

  #sweepLater(): void {
    this.#sweeping = setInterval(() => {
      deleteDeadJobs(this.#deps).catch(error =>
        this.#deps.log('warn', 'dead jobs could not be deleted', error),
      )
    }, sweepIntervalMs)
    this.#sweeping.unref()
  }
}
