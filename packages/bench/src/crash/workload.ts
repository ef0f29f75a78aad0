import { setTimeout as delay } from 'node:timers/promises'
import type { RunRecord, Storage, Waybill, WorkspaceRecord } from '@waybill/core'
import { makeRandom, wholeNumber } from '../catalog/random.js'
import type { HttpClient } from './http-client.js'
import { insist, tryIt } from './insist.js'
import { readResources } from './read-resources.js'

const lookEveryMs = 200
const mostRetries = 3
const endedStatuses: readonly string[] = [
  'applied',
  'planned_and_finished',
  'errored',
  'canceled',
  'discarded',
]

/** What a workload works with. */
export interface WorkloadDeps {
  readonly seed: number
  readonly http: HttpClient
  readonly storage: Storage
  readonly waybill: Waybill
  readonly signal: AbortSignal
}

/** What was asked for, to be compared with what there is. */
export interface Ordered {
  readonly id: string
  readonly size: number
  /** Addresses that were named as uncertain, whenever that was. */
  readonly named: ReadonlySet<string>
}

/** People and their workspaces: each is created, some are updated, most are destroyed, all by the book. */
export class Workload {
  readonly ordered: Ordered[] = []
  readonly counts = { created: 0, updated: 0, destroyed: 0, approved: 0, retried: 0, chosen: 0 }
  readonly #deps: WorkloadDeps
  #isOver = false
  #next = 0

  constructor(deps: WorkloadDeps) {
    this.#deps = deps
  }

  /** Begins no more workspaces. */
  finish(): void {
    this.#isOver = true
  }

  /** Keeps this many workspaces busy until it is told to finish, and resolves when the last one is done. */
  async run(atOnce: number): Promise<void> {
    const queue = async () => {
      while (!this.#isOver) {
        this.#next += 1
        await this.#live(this.#next)
      }
    }
    await Promise.all(Array.from({ length: atOnce }, queue))
  }

  /** The life of one workspace, the same for the same seed and number. */
  async #live(number: number): Promise<void> {
    const { seed, http, waybill, signal } = this.#deps
    const random = makeRandom(seed * 1000 + number)
    const size = wholeNumber(random, 1, 3)
    const pause = wholeNumber(random, 2, 12) / 10
    const [wantsUpdate, wantsDestroy] = [random() < 0.5, random() < 0.8]
    const named = new Set<string>()
    const parameters = { size, pause, round: 1 }
    const { id } = await http.createWorkspace({ idempotencyKey: `crash-${seed}-${number}`, parameters })
    this.ordered.push({ id, size: 2 * size, named })
    this.counts.created += 1
    const isMade = await this.#untilEnded(id, named)
    if (isMade && wantsUpdate && !this.#isOver) {
      await tryIt(() => waybill.workspaces.startRun(id, { kind: 'update', parameters: { round: 2 } }), signal)
      this.counts.updated += 1
      await this.#untilEnded(id, named)
    }
    if (!wantsDestroy && isMade) return
    await http.destroyWorkspace(id)
    this.counts.destroyed += 1
    await this.#untilEnded(id, named)
  }

  /**
   * Waits for the end of what goes on in a workspace; approves what waits for that, and tries again what failed.
   * True when it was applied.
   */
  async #untilEnded(id: string, named: Set<string>): Promise<boolean> {
    for (let retries = 0; ; ) {
      const run = await this.#readCurrentRun(id, named)
      if (run.status === 'planned' && run.approval === null) await this.#approve(run, named)
      else if (endedStatuses.includes(run.status)) {
        if (run.status === 'applied' || retries >= mostRetries) return run.status === 'applied'
        retries += 1
        await this.#retry(run)
      }
      await delay(lookEveryMs)
    }
  }

  async #approve(run: RunRecord, named: Set<string>): Promise<void> {
    const { waybill, signal } = this.#deps
    for (const { address } of run.uncertain) named.add(address)
    const canImport = run.uncertain.some(({ id }) => id !== null)
    if (await tryIt(() => waybill.runs.approve(run.id, { import: canImport }), signal))
      this.counts.approved += 1
  }

  async #retry(run: RunRecord): Promise<void> {
    const { waybill, signal } = this.#deps
    if (await tryIt(() => waybill.runs.retry(run.id), signal)) this.counts.retried += 1
  }

  async #readCurrentRun(id: string, named: Set<string>): Promise<RunRecord> {
    const { storage, signal } = this.#deps
    return insist(async () => {
      const workspace = await storage.workspaces.find({ by: { idOrName: id } })
      const run = workspace && (await storage.runs.find(workspace.currentRunId))
      if (workspace === undefined || run === undefined) {
        throw new Error(`the workspace ${id} or its run is gone`)
      }
      if (workspace.diverged) await this.#chooseState(workspace, named)
      return run
    }, signal)
  }

  /** The newest one holds; what the others name besides is known to somebody by now. */
  async #chooseState({ id }: WorkspaceRecord, named: Set<string>): Promise<void> {
    const { waybill, signal } = this.#deps
    const states = await waybill.workspaces.states(id)
    for (const { id: stateId } of states.filter(({ diverged }) => diverged)) {
      const state = await waybill.workspaces.readState(id, stateId)
      for (const { address } of readResources(state)) named.add(address)
    }
    const newest = states.find(({ diverged }) => !diverged) ?? states[0]
    if (newest === undefined) throw new Error(`the workspace ${id} has diverged without any state`)
    if (await tryIt(() => waybill.workspaces.chooseState(id, newest.id), signal)) this.counts.chosen += 1
  }
}
