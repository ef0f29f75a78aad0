import { compareText } from '../catalog/compare-text.js'
import type { MaskParameters } from '../template/parameter-mask.js'
import type { Run, RunRecord } from './run.js'
import { isActive, isHeld } from './run-state.js'
import type { Worker } from './worker.js'

/** What has to be known of everything else to say why a run waits. */
export interface RunSurroundings {
  readonly now: Date
  /** The workers that live. */
  readonly workers: readonly Worker[]
  /** Runs that have not ended, of all workspaces. */
  readonly active: readonly RunRecord[]
  readonly isSimulated: (engine: string) => boolean
  readonly mask: MaskParameters
}

/** A run as it is shown. */
export function presentRun(record: RunRecord, surroundings: RunSurroundings): Run {
  const { fence: _fence, ...shown } = record
  return {
    ...shown,
    parameters: surroundings.mask(record),
    simulated: surroundings.isSimulated(record.engine),
    actions: isActive(record.status) && record.cancelRequestedAt === null ? ['cancel'] : [],
    waiting: explainWaiting(record, surroundings),
  }
}

/** Why a run does not go on; null when it does, or has ended. */
function explainWaiting(run: RunRecord, surroundings: RunSurroundings): string | null {
  if (run.status === 'pending') return explainPending(run, surroundings)
  if (run.status === 'planned') return 'It waits for its plan to be approved.'
  if (!isHeld(run.status)) return null
  const lost = explainInterruption(run, surroundings)
  if (lost !== null) return lost
  return run.cancelRequestedAt === null ? null : 'It is being canceled: its engine stops and saves its state.'
}

function explainPending(run: RunRecord, { workers, active }: RunSurroundings): string {
  if (workers.length === 0) return 'No worker lives; it begins as soon as one starts.'
  const able = workers.filter(({ engines }) => engines.includes(run.engine))
  if (able.length === 0) return `No live worker has the engine ${JSON.stringify(run.engine)}.`
  const slots = able.reduce((sum, worker) => sum + worker.slots, 0)
  const others = active.filter(({ id, engine }) => id !== run.id && engine === run.engine)
  const running = others.filter(({ status }) => isHeld(status))
  const ahead = others.filter(({ id, status }) => status === 'pending' && compareText(id, run.id) < 0)
  if (running.length + ahead.length < slots) return 'It waits for a worker to take it.'
  const [next] = [...(ahead.length > 0 ? ahead : running)].sort((a, b) => compareText(b.id, a.id))
  const count = ahead.length === 0 ? `all ${slots} slots are busy` : `${ahead.length} ahead of it`
  return `It is queued behind run ${next?.id} (${count}).`
}

/** What became of the attempt that holds a run, as far as its worker does not answer. */
function explainInterruption(run: RunRecord, { workers, now }: RunSurroundings): string | null {
  if (run.leaseExpiresAt === null || run.leaseExpiresAt <= now.toISOString()) {
    return `Interrupted: attempt ${run.attempt} was lost; it will be taken over by the next free worker.`
  }
  if (run.worker === null || workers.some(({ id }) => id === run.worker)) return null
  return `Interrupted: its worker ${run.worker} does not answer; it will be taken over at ${run.leaseExpiresAt}.`
}
