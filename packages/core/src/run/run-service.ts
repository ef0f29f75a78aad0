import { z } from 'zod'
import { quote } from '../diagnostic/printable.js'
import { parseInput } from '../error/parse-input.js'
import { WaybillError } from '../error/waybill-error.js'
import { type NewId, type RunId, runIdSchema } from '../id/ids.js'
import type { Clock, Timestamp } from '../id/timestamp.js'
import type { Storage, Stores } from '../storage/storage.js'
import type { ParameterMasks } from '../template/parameter-mask.js'
import type { RunsApi } from '../waybill.js'
import { approveRun } from './approve-run.js'
import { cancelRun } from './cancel-run.js'
import { discardRun } from './discard-run.js'
import { followLog } from './follow-log.js'
import { loadSurroundings } from './load-surroundings.js'
import type { RunInWorkspace } from './move-run.js'
import { presentRun } from './present-run.js'
import { retryRun } from './retry-run.js'
import { type Run, type RunRecord, runQuerySchema } from './run.js'
import type { RunSignals } from './run-signals.js'
import { isTerminal } from './run-state.js'

const rangeSchema = z.object({
  offset: z.int().min(0).default(0),
  limitBytes: z
    .int()
    .min(1)
    .max(16 * 1024 * 1024)
    .default(1024 * 1024),
})

/** What the runs of a Waybill work with. */
export interface RunsDeps {
  readonly storage: Storage
  readonly signals: RunSignals
  readonly isSimulated: (engine: string) => boolean
  readonly masks: ParameterMasks
  /** Tells a worker in this process that a run is to be canceled. */
  readonly nudge: (id: RunId) => void
  readonly clock: Clock
  readonly newId: NewId
}

/** Makes the runs of a Waybill. */
export function makeRuns(deps: RunsDeps): RunsApi {
  const { storage, signals, nudge, clock, newId } = deps
  const store = storage.runs
  const present = async (runs: readonly RunRecord[]): Promise<Run[]> => {
    const surroundings = await loadSurroundings(runs, { ...deps, store, workspaces: storage.workspaces })
    return runs.map(run => presentRun(run, surroundings))
  }
  const presentOne = async (run: RunRecord): Promise<Run> => {
    const surroundings = await loadSurroundings([run], { ...deps, store, workspaces: storage.workspaces })
    return presentRun(run, surroundings)
  }
  const getRecord = (id: RunId) => getRun(storage, id)
  const change = async (
    id: RunId,
    work: (stores: Stores, run: RunRecord, at: Timestamp) => Promise<RunInWorkspace>,
  ): Promise<Run> => {
    const run = await getRecord(id)
    const at = clock().toISOString()
    const changed = await storage.transaction(stores => work(stores, run, at))
    nudge(run.id)
    signals.notify(run.id)
    return presentOne(changed.run)
  }

  return {
    async list(query = {}) {
      const { items, nextCursor } = await store.list(parseInput(runQuerySchema, query, 'the query'))
      return { items: await present(items), nextCursor }
    },
    get: async id => presentOne(await getRecord(id)),
    async readLog(id, asked = {}) {
      const { offset, limitBytes } = parseInput(rangeSchema, asked, 'the range')
      const run = await getRecord(id)
      const chunk = await store.readLog(run.id, { offset, limitBytes })
      if (chunk === undefined) throw notFound(id)
      const ended = isTerminal(run.status) && chunk.offset + chunk.bytes.length >= chunk.size
      return { ...chunk, ended }
    },
    async *follow(id, { signal, ...asked } = {}) {
      const { offset } = parseInput(rangeSchema.pick({ offset: true }), asked, 'the range')
      const run = await getRecord(id)
      yield* followLog(run.id, { store, signals, offset, signal })
    },
    ledger: async id => store.findLedger((await getRecord(id)).id),
    cancel: (id, { actor = null, force } = {}) =>
      change(id, (stores, run, at) => cancelRun(stores, run, { at, actor, newId, force })),
    approve: (id, { actor = null, import: imports = false } = {}) =>
      change(id, (stores, run, at) => approveRun(stores, run, { at, actor, imports })),
    discard: (id, { actor = null } = {}) =>
      change(id, (stores, run, at) => discardRun(stores, run, { at, actor, newId })),
    retry: (id, { actor = null } = {}) =>
      change(id, (stores, run, at) => retryRun(stores, run, { at, actor, newId })),
  }
}

/** @throws WaybillError `RUN_NOT_FOUND` */
async function getRun({ runs }: Storage, id: RunId): Promise<RunRecord> {
  // What is no id is not asked of a database that expects one.
  const run = runIdSchema.safeParse(id).success ? await runs.find(id) : undefined
  if (run === undefined) throw notFound(id)
  return run
}

function notFound(id: string): WaybillError {
  return new WaybillError('RUN_NOT_FOUND', `There is no run ${quote(id)}.`)
}
