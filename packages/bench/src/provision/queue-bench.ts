import type { BenchContext } from '../bench-context.js'
import { BenchDatabase, type DurabilityOptions } from '../database/bench-database.js'
import { makeFinding } from '../measure/finding.js'
import type { Section } from '../measure/report.js'
import { workQueueByHand, workQueueByWaybill } from './run-queue.js'

/** How a queue of runs is measured. */
export interface QueueBenchOptions extends DurabilityOptions {
  readonly runs: number
  /** Runs in the queue. */
  readonly workspaces: number
  /** Runs at the same time. */
  readonly slots: number
  readonly terraform: string
}

const target = 1.2

/** Many queued runs on one worker, against the same commands by hand with the same parallelism. */
export async function benchQueue(options: QueueBenchOptions, context: BenchContext): Promise<Section[]> {
  const { signal, onProgress } = context
  const { runs, workspaces, slots } = options
  await using database = await BenchDatabase.start({ ...options, ...context })
  const floor: number[] = []
  const value: number[] = []
  for (let run = 1; run <= runs; run += 1) {
    onProgress(`run ${run} of ${runs}: ${workspaces} by hand …`)
    floor.push(await workQueueByHand({ ...options, signal }))
    onProgress(`run ${run} of ${runs}: ${workspaces} by Waybill …`)
    value.push(await workQueueByWaybill(await database.create(), { ...options, signal }))
  }
  return [
    {
      title: `${workspaces} queued runs of three resources, ${slots} at a time (${database.description}); floor: init, plan, apply by hand, ${slots} at a time`,
      findings: [makeFinding({ work: 'all ready', unit: 'ms', value, floor, target: { most: target } })],
      notes: ['From the start of the worker, with all runs queued, until the last workspace is ready.'],
    },
  ]
}
