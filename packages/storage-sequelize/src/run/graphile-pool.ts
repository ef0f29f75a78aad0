import { type EventEmitter, once } from 'node:events'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { SharedOptions } from 'graphile-worker'
import type { Pool } from 'pg'
import type { Log } from '../database/log.js'
import { runStatement } from '../database/run-statement.js'
import { taskOf } from './add-job.js'

/** How often a pool looks for jobs that nobody announced: delayed ones, and those missed while it reconnected. */
const pollIntervalMs = 500

/** What graphile-worker needs. */
export interface GraphileDeps {
  readonly pool: Pool
  /** The schema of its tables. */
  readonly schema: string
  readonly log: Log
}

/** What a pool of graphile-worker does. */
export interface GraphilePoolOptions {
  /** It takes the jobs of these. */
  readonly lanes: readonly string[]
  readonly events: EventEmitter
  readonly handle: (payload: unknown) => Promise<void>
}

/** A pool of graphile-worker that runs. */
export interface GraphilePool {
  /** Settles when it has ended, whatever ended it. */
  readonly ended: Promise<void>
  /** Takes no more jobs; resolves when it has ended, which may take long while the database is away. */
  stop(): Promise<void>
}

/** graphile-worker is loaded when it is first needed: reading the catalog needs none of it. */
const load = () => import('graphile-worker')

/** Starts a pool that handles one job after the other and installs no signal handlers. */
export async function startGraphilePool(
  deps: GraphileDeps,
  options: GraphilePoolOptions,
): Promise<GraphilePool> {
  const { runTaskList } = await load()
  const tasks = Object.fromEntries(options.lanes.map(lane => [taskOf(lane), options.handle]))
  const untilIdle = trackQuestions(options.events)
  const pool = runTaskList(
    {
      ...(await sharedOptions(deps)),
      events: options.events,
      concurrency: 1,
      noHandleSignals: true,
      pollInterval: pollIntervalMs,
      // Without a delay, 0.17.3 neither awaits nor catches the statement that ends a job: when the database is
      // away at that moment the rejection ends the process.
      preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
    },
    tasks,
    deps.pool,
  )
  return {
    ended: pool.promise.catch(error => deps.log('warn', 'the queue failed', error)),
    async stop() {
      await untilIdle()
      // What it comes to is told by `ended`.
      await Promise.resolve(pool.gracefulShutdown()).catch(() => undefined)
    },
  }
}

/**
 * Makes a function that waits until the pool is not asking for a job: told to stop just then, 0.17.3 prints a
 * stack trace when the question fails, as it does while the database is away.
 */
function trackQuestions(events: EventEmitter): () => Promise<void> {
  let asking = false
  const answers = ['worker:getJob:empty', 'worker:getJob:error', 'job:start']
  events.on('worker:getJob:start', () => {
    asking = true
  })
  for (const answer of answers) {
    events.on(answer, () => {
      asking = false
      events.emit('answered')
    })
  }
  return async () => {
    while (asking) {
      await once(events, 'answered')
      await nextTurn()
    }
  }
}

/**
 * Deletes jobs that will never run again: those that a worker held when it died. graphile-worker unlocks what is held
 * too long only when it tries it again, and ours have one try: without this they stayed for ever (measured: 58 after 300
 * kills). Where one is held by a worker that lives after all, its end finds nothing to delete.
 */
export async function deleteDeadJobs(deps: GraphileDeps): Promise<void> {
  await runStatement(deps.pool, {
    text: `
      DELETE FROM "${deps.schema}"._private_jobs
      WHERE attempts >= max_attempts AND locked_at < now() - interval '1 hour'`,
  })
  const { makeWorkerUtils } = await load()
  const utils = await makeWorkerUtils({ ...(await sharedOptions(deps)), pgPool: deps.pool })
  try {
    await utils.cleanup({ tasks: ['DELETE_PERMAFAILED_JOBS'] })
  } finally {
    await utils.release()
  }
}

/** Makes graphile-worker's tables or brings them up to date, whatever is missing. */
export async function migrateGraphile(deps: GraphileDeps): Promise<void> {
  const { runMigrations } = await load()
  await runMigrations({ ...(await sharedOptions(deps)), pgPool: deps.pool })
}

async function sharedOptions({ schema, log }: GraphileDeps): Promise<SharedOptions> {
  const { Logger } = await load()
  const logger = new Logger(() => (level, message, meta) => {
    log(level === 'error' ? 'warn' : 'debug', `queue: ${message}`, meta?.error)
  })
  return { schema, logger }
}
