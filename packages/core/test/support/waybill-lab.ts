import { afterEach, beforeEach } from 'mocha'
import { createWaybill } from '../../src/create-waybill.js'
import type { CreateWaybillOptions, WorkerOptions } from '../../src/create-waybill-options.js'
import type { RunId } from '../../src/id/ids.js'
import type { Clock } from '../../src/id/timestamp.js'
import type { LogEntry } from '../../src/log/log-entry.js'
import { MemoryRunQueue } from '../../src/memory/memory-run-queue.js'
import { memoryStorage } from '../../src/memory/memory-storage.js'
import type { LogLine } from '../../src/run/log-line.js'
import type { Run, RunStatus } from '../../src/run/run.js'
import { isTerminal } from '../../src/run/run-state.js'
import type { Storage } from '../../src/storage/storage.js'
import { until } from '../../src/testing/until.js'
import type { Waybill } from '../../src/waybill.js'
import type { CreateWorkspaceInput, Workspace, WorkspaceStatus } from '../../src/workspace/workspace.js'
import { shopSource } from './fixed-source.js'
import { type EngineScript, type GatedEngine, makeGatedEngine } from './gated-engine.js'
import { makeUnreliable, type UnreliableStorage } from './unreliable-storage.js'

/** A worker of its own with its own line to the storage and an engine whose applies wait. */
export interface LabWorker {
  readonly waybill: Waybill
  readonly line: UnreliableStorage
  readonly gated: GatedEngine
  readonly log: readonly LogEntry[]
}

/** How a worker of a lab is made. */
export interface LabWorkerOptions extends Partial<CreateWaybillOptions> {
  readonly script?: EngineScript
}

/** One storage, a client that executes nothing, and as many workers as a test wants. */
export interface WaybillLab {
  readonly storage: Storage
  readonly client: Waybill
  /** Starts a worker; leases are short. */
  start(worker?: WorkerOptions, options?: LabWorkerOptions): Promise<LabWorker>
  /** Makes the client's time go on at once, by so many ms; also that of workers that are given `lab.clock`. */
  advance(ms: number): void
  readonly clock: Clock
  create(input?: Partial<CreateWorkspaceInput>): Promise<Workspace>
  /** Creates one and sees it `ready`. */
  createReady(worker: LabWorker, input?: Partial<CreateWorkspaceInput>): Promise<Workspace>
  untilStatus(workspace: Workspace, status: WorkspaceStatus): Promise<Workspace>
  untilEnded(runId: RunId): Promise<Run>
  untilRun(runId: RunId, status: RunStatus): Promise<Run>
  readLog(runId: RunId): Promise<readonly LogLine[]>
  /** Messages of what is stored now. */
  readLogSoFar(runId: RunId): Promise<readonly string[]>
  /** Loses every wake-up that nobody has taken. */
  dropWakes(): void
}

/** Registers hooks that make a lab before each test, with the app `shop` synced, and take it down afterwards. */
export function useWaybillLab(clientOptions: () => Partial<CreateWaybillOptions> = () => ({})): WaybillLab {
  let advancedMs = 0
  const clock = () => new Date(Date.now() + advancedMs)
  let storage: Storage
  let client: Waybill
  const workers: LabWorker[] = []
  beforeEach(async () => {
    advancedMs = 0
    storage = memoryStorage()
    client = await createWaybill({
      source: shopSource(),
      storage: makeUnreliable(storage).storage,
      worker: false,
      clock,
      ...clientOptions(),
    })
    await client.catalog.sync()
  })
  afterEach(async () => {
    await Promise.all(workers.map(({ line }) => line.mend()))
    await Promise.all(workers.splice(0).map(({ waybill }) => waybill.close()))
    await client.close()
    await storage.close()
  })

  const lab: WaybillLab = {
    get storage() {
      return storage
    },
    get client() {
      return client
    },
    clock,
    advance(ms) {
      advancedMs += ms
    },
    async start(worker = {}, { script, ...options } = {}) {
      const line = makeUnreliable(storage)
      const gated = makeGatedEngine(script)
      const log: LogEntry[] = []
      const waybill = await createWaybill({
        source: shopSource(),
        storage: line.storage,
        engines: [gated.engine],
        worker: { leaseMs: 240, sweepEveryMs: 20, ...worker },
        drainTimeoutMs: 0,
        onLog: entry => log.push(entry),
        ...options,
      })
      const started = { waybill, line, gated, log }
      workers.push(started)
      return started
    },
    create: (input = {}) => client.workspaces.create({ appSlug: 'shop', ...input }),
    async createReady({ gated }, input) {
      const index = gated.sessions.length
      const workspace = await lab.create(input)
      ;(await gated.waiting(index)).open()
      return lab.untilStatus(workspace, 'ready')
    },
    untilStatus: ({ id }, status) =>
      until(async () => {
        const workspace = await client.workspaces.get(id)
        return workspace.status === status && workspace
      }, `a workspace that is ${status}`),
    untilEnded: runId =>
      until(async () => {
        const run = await client.runs.get(runId)
        return isTerminal(run.status) && run
      }, 'the end of the run'),
    untilRun: (runId, status) =>
      until(async () => {
        const run = await client.runs.get(runId)
        return run.status === status && run
      }, `a run that is ${status}`),
    async readLog(runId) {
      const lines: LogLine[] = []
      for await (const line of client.runs.follow(runId)) lines.push(line)
      return lines
    },
    async readLogSoFar(runId) {
      const { bytes } = await client.runs.readLog(runId)
      const lines = new TextDecoder().decode(bytes).split('\n').slice(0, -1)
      return lines.map(line => String((JSON.parse(line) as Record<string, unknown>)['@message']))
    },
    dropWakes() {
      if (storage.queue instanceof MemoryRunQueue) storage.queue.close()
    },
  }
  return lab
}
