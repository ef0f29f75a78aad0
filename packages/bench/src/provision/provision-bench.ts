import type { BenchContext } from '../bench-context.js'
import { BenchDatabase, type DurabilityOptions } from '../database/bench-database.js'
import { makeFinding } from '../measure/finding.js'
import type { Section } from '../measure/report.js'
import { median, percentile } from '../measure/statistics.js'
import { inRepository } from '../repository.js'
import { type ByHand, provisionByHand } from './by-hand.js'
import { type Provisioned, provisionTwice } from './by-waybill.js'
import { measurePickUps, type PickUp } from './pick-up.js'

/** How provisions are measured. */
export interface ProvisionBenchOptions extends DurabilityOptions {
  /** Counted rounds. */
  readonly runs: number
  /** Rounds before them, so that both sides are compiled and cached alike. */
  readonly warmUpRounds: number
  /** Runs whose pick-up is measured. */
  readonly pickUps: number
  /** The program, a name on PATH or a path. */
  readonly terraform: string
}

/** One provision by hand, and two by Waybill: the first of a new worker and the one after it. */
interface Round {
  readonly byHand: ByHand
  readonly first: Provisioned
  readonly next: Provisioned
}

const targets = { first: 1.3, next: 0.8, pickUpMs: 25 }

/**
 * The app `shop` with the template `local`, three resources: three Terraform commands by hand, against a workspace
 * created through the library on PostgreSQL.
 */
export async function benchProvision(
  options: ProvisionBenchOptions,
  context: BenchContext,
): Promise<Section[]> {
  const { signal, onProgress } = context
  await using database = await BenchDatabase.start({ ...options, ...context })
  const url = await database.create()
  const templateDir = inRepository('examples/templates/local')
  const rounds: Round[] = []
  for (let run = 1 - options.warmUpRounds; run <= options.runs; run += 1) {
    onProgress(run < 1 ? 'warm-up …' : `run ${run} of ${options.runs} …`)
    const byHand = await provisionByHand({ ...options, templateDir, signal })
    const { first, next } = await provisionTwice({ ...options, url, signal })
    if (run > 0) rounds.push({ byHand, first, next })
  }
  onProgress(`${options.pickUps} pick-ups …`)
  const pickUps = await measurePickUps({ url: await database.create(), count: options.pickUps, signal })
  return [describeProvisions(rounds, database.description), describePickUps(pickUps)]
}

function describeProvisions(rounds: readonly Round[], database: string): Section {
  const floor = rounds.map(({ byHand: { initMs, planMs, applyMs } }) => initMs + planMs + applyMs)
  const commands = (['initMs', 'planMs', 'applyMs'] as const).map(name => {
    const ms = median(rounds.map(({ byHand }) => byHand[name]))
    return `${name.slice(0, -2)} ${ms.toFixed(0)} ms`
  })
  const inRun = median(rounds.map(({ first }) => first.runMs))
  return {
    title: `Provision of three resources (${database}), median of ${rounds.length}; floor: init, plan, apply by hand`,
    findings: [
      makeFinding({
        work: 'first of a worker',
        unit: 'ms',
        value: rounds.map(({ first }) => first.ms),
        floor,
        target: { most: targets.first },
      }),
      makeFinding({
        work: 'next (init not needed)',
        unit: 'ms',
        value: rounds.map(({ next }) => next.ms),
        floor,
        target: { most: targets.next },
      }),
    ],
    notes: [
      `By hand: ${commands.join(', ')}.`,
      `From create() until the log has ended; of the first, the run itself took ${inRun.toFixed(0)} ms.`,
    ],
  }
}

function describePickUps(pickUps: readonly PickUp[]): Section {
  const waits = pickUps.map(({ waitMs }) => waitMs)
  const share = (rank: number) => (samples: readonly number[]) => percentile(samples, rank)
  return {
    title: `Pick-up of ${pickUps.length} queued runs by an idle worker`,
    findings: [
      makeFinding({ work: 'create()', unit: 'ms', value: pickUps.map(({ createMs }) => createMs) }),
      makeFinding({ work: 'create to planning, p50', unit: 'ms', value: waits, summary: share(0.5) }),
      makeFinding({
        work: 'create to planning, p95',
        unit: 'ms',
        value: waits,
        summary: share(0.95),
        target: { most: targets.pickUpMs },
      }),
    ],
    notes: ['create() is what the caller waits; the rest is by the times of the run, in whole milliseconds.'],
  }
}
