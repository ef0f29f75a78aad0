import type { RunId, WorkspaceId } from '../id/ids.js'
import type { MaskParameters } from '../template/parameter-mask.js'
import { laneOf, lanesOf } from './lane.js'
import { isWaitingForWorker, type QueuePlace } from './queue-place.js'
import type { Run, RunRecord } from './run.js'
import { isHeld, isTerminal } from './run-state.js'
import { isOpen } from './uncertain-resources.js'
import type { Worker } from './worker.js'

/** What has to be known of everything else to say why a run waits. */
export interface RunSurroundings {
  readonly now: Date
  /** The workers that live. */
  readonly workers: readonly Worker[]
  /** Of the runs that are shown, where those stand that wait for a worker. */
  readonly places: ReadonlyMap<RunId, QueuePlace>
  readonly isSimulated: (engine: string) => boolean
  readonly mask: MaskParameters
  /** Of the runs that are shown, those that are the newest of their workspaces to change it. */
  readonly newestRuns: ReadonlySet<RunId>
  /** Workspaces whose states have diverged: nothing begins there. */
  readonly blocked: ReadonlySet<WorkspaceId>
}

/** How long a run that is canceled has to stop by itself before it may be forced. */
export const forceAfterMs = 10_000

/** A run as it is shown. */
export function presentRun(record: RunRecord, surroundings: RunSurroundings): Run {
  const { fence: _fence, ...shown } = record
  return {
    ...shown,
    parameters: surroundings.mask(record),
    simulated: surroundings.isSimulated(record.engine),
    actions: listActions(record, surroundings),
    waiting: explainWaiting(record, surroundings),
  }
}

function listActions(run: RunRecord, { now, newestRuns, blocked }: RunSurroundings): Run['actions'] {
  const { status, cancelRequestedAt, approval, uncertain } = run
  const isBlocked = blocked.has(run.workspaceId)
  if (isTerminal(status)) return isRetriable(run, newestRuns) && !isBlocked ? ['retry'] : []
  if (cancelRequestedAt !== null) return mayForce(run, now) ? ['force-cancel'] : []
  if (status === 'pending') return ['cancel', 'discard']
  if (status !== 'planned') return ['cancel']
  if (approval !== null || isBlocked) return ['discard', 'cancel']
  const canImport = uncertain.some(resource => isOpen(resource) && resource.id !== null)
  return ['approve', ...(canImport ? (['import'] as const) : []), 'discard', 'cancel']
}

/** Whether a run that somebody canceled gracefully had its time to stop. */
export function mayForce({ status, cancelRequestedAt, forceRequestedAt }: RunRecord, now: Date): boolean {
  if (!isHeld(status) || cancelRequestedAt === null || forceRequestedAt !== null) return false
  return now.getTime() - Date.parse(cancelRequestedAt) >= forceAfterMs
}

function isRetriable({ id, kind, status }: RunRecord, newestRuns: ReadonlySet<RunId>): boolean {
  const isOver = status === 'errored' || status === 'canceled' || status === 'discarded'
  return isOver && (newestRuns.has(id) || kind === 'plan' || kind === 'refresh')
}

/** Why a run does not go on; null when it does, or has ended. */
function explainWaiting(run: RunRecord, surroundings: RunSurroundings): string | null {
  if (isTerminal(run.status)) return null
  if (isHeld(run.status)) return explainHeld(run, surroundings)
  if (surroundings.blocked.has(run.workspaceId)) {
    return 'Its workspace has states that diverged: one of them has to be chosen first.'
  }
  if (!isWaitingForWorker(run)) return explainPlanned(run)
  const why = explainQueue(run, surroundings)
  return run.status === 'planned' ? `Its plan is approved. ${why}` : why
}

function explainHeld(run: RunRecord, surroundings: RunSurroundings): string | null {
  const lost = explainInterruption(run, surroundings)
  if (lost !== null) return lost
  return run.cancelRequestedAt === null ? null : 'It is being canceled: its engine stops and saves its state.'
}

function explainPlanned({ uncertain }: RunRecord): string {
  const open = uncertain.filter(isOpen)
  if (open.length === 0) return 'It waits for its plan to be approved.'
  const names = open.map(({ address }) => address).join(', ')
  return `It waits for its plan to be approved: an attempt was cut off, and nobody knows whether these exist: ${names}.`
}

function explainQueue(run: RunRecord, { workers, places }: RunSurroundings): string {
  if (workers.length === 0) return 'No worker lives; it begins as soon as one starts.'
  const lane = laneOf(run)
  const able = workers.filter(worker => lanesOf(worker).includes(lane))
  if (able.length === 0) {
    const tag = run.workerTag === null ? '' : ` and the tag ${JSON.stringify(run.workerTag)}`
    return `No live worker has the engine ${JSON.stringify(run.engine)}${tag}.`
  }
  const slots = able.reduce((sum, worker) => sum + worker.slots, 0)
  const { running, ahead, behind } = places.get(run.id) ?? { running: 0, ahead: 0, behind: null }
  if (running + ahead < slots) return 'It waits for a worker to take it.'
  const count = ahead === 0 ? `all ${slots} slots are busy` : `${ahead} ahead of it`
  return `It is queued at position ${ahead + 1}, behind run ${behind} (${count}).`
}

/** What became of the attempt that holds a run, as far as its worker does not answer. */
function explainInterruption(run: RunRecord, { workers, now }: RunSurroundings): string | null {
  if (run.worker === null) return explainRelease(run, now)
  if (run.leaseExpiresAt === null || run.leaseExpiresAt <= now.toISOString()) {
    return `Interrupted: attempt ${run.attempt} was lost; it will be taken over by the next free worker.`
  }
  if (workers.some(({ id }) => id === run.worker)) return null
  return `Interrupted: its worker ${run.worker} does not answer; it will be taken over at ${run.leaseExpiresAt}.`
}

/** An attempt that could not go on has said so, and when the next one may begin. */
function explainRelease({ attempt, error, leaseExpiresAt }: RunRecord, now: Date): string {
  const why = error === null ? 'its worker stopped' : error.message.replace(/\.$/, '')
  const next =
    leaseExpiresAt === null || leaseExpiresAt <= now.toISOString()
      ? 'the next free worker takes it'
      : `the next one begins at ${leaseExpiresAt}`
  return `Attempt ${attempt} could not go on: ${why}; ${next}.`
}
