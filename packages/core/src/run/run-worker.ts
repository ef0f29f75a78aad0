import { endExpired } from '../workspace/end-expired.js'
import { Executor } from './executor.js'
import type { ExecutorDeps } from './executor-deps.js'
import { handInLeftStates } from './hand-in-left-states.js'
import { hearCancels } from './hear-cancels.js'
import { lanesOf } from './lane.js'
import { OutageWatch } from './outage-watch.js'
import { repeat } from './repeat.js'
import type { RunRecord } from './run.js'
import { sweepRuns } from './sweeper.js'
import type { Worker } from './worker.js'

/** A third of the time after which a silent worker counts as dead. */
const aliveEveryMs = 10_000

const pruneEveryMs = 3_600_000

/** A host that comes back has other things to do first, and nobody waits for what lies there. */
const handInEveryMs = 600_000

/** How soon a proven death is noticed: one small query of each worker that has a free slot. */
const watchDeathsEveryMs = 1000

/** How a worker works. */
export interface RunWorkerOptions extends ExecutorDeps {
  readonly worker: Pick<Worker, 'host' | 'slots' | 'tags'>
  readonly sweepEveryMs: number
  /** How long what is over is kept, in ms. */
  readonly retentionMs: number
}

/** A worker that executes runs until it is closed. */
export interface RunWorker {
  readonly id: string
  /** Tells this worker, in case it executes the run, to look at once whether it was canceled. */
  nudge(runId: Parameters<Executor['nudge']>[0]): void
  /**
   * Takes nothing more and waits for what runs, at most `drainTimeoutMs`; then interrupts it and leaves it to other
   * workers. Callable twice.
   */
  close(options: { readonly drainTimeoutMs: number }): Promise<void>
}

/** Starts to execute runs whose engines are available on this host, and to sweep up what others left. */
export async function startRunWorker(options: RunWorkerOptions): Promise<RunWorker> {
  const { storage, workerId, isDead, onLog } = options
  const worker: Worker = { id: workerId, ...options.worker, engines: await listAvailable(options) }
  const executor = new Executor(options)
  const report = (message: string) => (error: unknown) =>
    onLog({ level: 'warn', message, fields: { err: error } })
  await storage.runs.saveWorker(worker, 'alive')
  const stopTaking = await storage.queue.work({
    slots: worker.slots,
    lanes: lanesOf(worker),
    handle: runId => executor.execute(runId),
    onError: report('A run could not be executed; another attempt will be made.'),
  })
  const stopHearing = await hearCancels(storage.events, executor)
  const outages = new OutageWatch({ now: options.now, settleMs: 3 * options.timing.beatMs })
  const isForgotten = (run: RunRecord) => executor.isForgotten(run)
  const sweep = async () => {
    // A worker without a free slot wakes nobody: whoever has one looks for itself.
    if (executor.count >= worker.slots) return
    await outages.watch(() => sweepRuns({ storage, isDead, isForgotten, isSettled: outages.isSettled }))
  }
  await sweep().catch(report('The first sweep for runs that were left failed.'))
  const watching = repeat(
    async () => {
      if (executor.count >= worker.slots) return
      if ((await storage.runs.listWorkers()).some(({ id }) => isDead(id))) await sweep()
    },
    { everyMs: watchDeathsEveryMs, onError: report('The look for workers that have died failed.') },
  )
  const { clock, newId } = options
  const ending = repeat(() => endExpired({ storage, clock, newId }), {
    everyMs: options.sweepEveryMs,
    onError: report('The sweep for workspaces that end by themselves failed.'),
  })
  const sweeping = repeat(sweep, {
    everyMs: options.sweepEveryMs,
    onError: report('The sweep for runs that were left failed.'),
  })
  let handInAt = 0
  const handingIn = repeat(
    async () => {
      if (options.now() < handInAt) return
      handInAt = options.now() + handInEveryMs
      await handInLeftStates(options)
    },
    {
      everyMs: options.sweepEveryMs,
      onError: report('The states that were left on this host could not be handed in.'),
    },
  )
  const pruning = repeat(() => prune(options), {
    everyMs: pruneEveryMs,
    onError: report('What is too old could not be removed.'),
  })
  const telling = repeat(() => storage.runs.saveWorker(worker, 'alive'), {
    everyMs: aliveEveryMs,
    onError: report('The worker could not say that it lives.'),
  })
  const close = async (drainTimeoutMs: number) => {
    executor.stop()
    await Promise.all([sweeping.stop(), watching.stop(), ending.stop(), pruning.stop(), handingIn.stop()])
    await drain(executor, { stopTaking, drainTimeoutMs })
    await Promise.all([telling.stop(), stopHearing()])
    await storage.runs.saveWorker(worker, 'gone').catch(report('The worker could not say that it is gone.'))
  }
  let closed: Promise<void> | undefined
  return {
    id: workerId,
    nudge: runId => executor.nudge(runId),
    close: ({ drainTimeoutMs }) => {
      closed ??= close(drainTimeoutMs)
      return closed
    },
  }
}

async function prune({ storage, clock, retentionMs }: RunWorkerOptions): Promise<void> {
  await storage.prune?.(new Date(clock().getTime() - retentionMs).toISOString())
}

async function listAvailable({ engines, onLog }: RunWorkerOptions): Promise<readonly string[]> {
  const probes = await Promise.all([...engines.values()].map(engine => engine.probe()))
  for (const { available, name, detail } of probes) {
    if (!available)
      onLog({ level: 'debug', message: `The engine ${name} is not available: ${detail}`, fields: {} })
  }
  return probes.filter(({ available }) => available).map(({ name }) => name)
}

async function drain(
  executor: Executor,
  { stopTaking, drainTimeoutMs }: { stopTaking: () => Promise<void>; drainTimeoutMs: number },
): Promise<void> {
  let stopWaiting: () => void = () => undefined
  const timer = setTimeout(() => {
    stopWaiting = executor.interrupt()
  }, drainTimeoutMs)
  await stopTaking()
  clearTimeout(timer)
  stopWaiting()
}
