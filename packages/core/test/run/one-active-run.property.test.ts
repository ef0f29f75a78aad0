import { expect } from 'chai'
import fc from 'fast-check'
import { describe, it } from 'mocha'
import { createWaybill } from '../../src/create-waybill.js'
import type { ErrorCode } from '../../src/error/error-codes.js'
import { isWaybillError } from '../../src/error/waybill-error.js'
import type { Event } from '../../src/event/event.js'
import { memoryStorage } from '../../src/memory/memory-storage.js'
import { keepLateState } from '../../src/run/late-state.js'
import type { ApprovalPolicy, Run, RunStatus } from '../../src/run/run.js'
import { isActive } from '../../src/run/run-state.js'
import type { Storage } from '../../src/storage/storage.js'
import { until } from '../../src/testing/until.js'
import type { Waybill } from '../../src/waybill.js'
import { type Workspace, workspaceStatuses } from '../../src/workspace/workspace.js'
import { shopSource } from '../support/fixed-source.js'
import { type GatedEngine, makeGatedEngine } from '../support/gated-engine.js'
import { makeUnreliable, type UnreliableStorage } from '../support/unreliable-storage.js'

const steps = [
  'create',
  'destroy',
  'cancel',
  'open',
  'crash',
  'start',
  'fail',
  'ask',
  'update',
  'plan',
  'refresh',
  'approve',
  'discard',
  'retry',
  'force',
  'orphan',
  'late state',
  'choose state',
] as const
type Step = (typeof steps)[number]

/** What a move that is not legal now is refused with. */
const refusals: readonly ErrorCode[] = ['RUN_CONFLICT', 'WORKSPACE_CONFLICT', 'STALE_ATTEMPT']

interface Process {
  readonly waybill: Waybill
  readonly line: UnreliableStorage
  readonly gated: GatedEngine
  alive: boolean
}

/** One storage, one client, and processes that come and go without a word. */
class World {
  readonly #storage: Storage
  readonly #client: Waybill
  readonly #processes: Process[] = []
  /** How far the client’s clock is ahead. */
  readonly #time: { advancedMs: number }
  #workspaces = 0

  private constructor(storage: Storage, client: Waybill, time: { advancedMs: number }) {
    this.#storage = storage
    this.#client = client
    this.#time = time
  }

  static async make(): Promise<World> {
    const storage = memoryStorage()
    const line = makeUnreliable(storage)
    const time = { advancedMs: 0 }
    const clock = () => new Date(Date.now() + time.advancedMs)
    const client = await createWaybill({ source: shopSource(), storage: line.storage, worker: false, clock })
    await client.catalog.sync()
    return new World(storage, client, time)
  }

  async take(step: Step, pick: number): Promise<void> {
    if (step === 'create') await this.#create({})
    if (step === 'fail') await this.#create({ fail_at: 'apply' })
    if (step === 'destroy') await this.#destroy(pick)
    if (step === 'cancel') await this.#cancel(pick)
    if (step === 'open') this.#openGates(pick)
    if (step === 'crash') this.#crash(pick)
    if (step === 'start') await this.start()
    if (step === 'ask') await this.#create({}, 'always')
    if (step === 'update' || step === 'plan' || step === 'refresh') {
      await this.#try(this.#pickWorkspace(pick), ({ id }) =>
        this.#client.workspaces.startRun(id, { kind: step }),
      )
    }
    if (step === 'approve' || step === 'discard' || step === 'retry') {
      await this.#try(this.#pickRun(pick), ({ id }) => this.#client.runs[step](id))
    }
    if (step === 'force') {
      this.#time.advancedMs += 10_000
      await this.#try(this.#pickRun(pick), ({ id }) => this.#client.runs.cancel(id, { force: true }))
    }
    if (step === 'orphan') {
      await this.#try(this.#pickWorkspace(pick), ({ id }) =>
        this.#client.workspaces.destroy(id, { orphan: true }),
      )
    }
    if (step === 'late state') await this.#try(this.#pickWorkspace(pick), one => this.#handInState(one, pick))
    if (step === 'choose state') await this.#try(this.#pickWorkspace(pick), one => this.#chooseState(one))
  }

  async start(): Promise<void> {
    const gated = makeGatedEngine()
    const line = makeUnreliable(this.#storage)
    const id = `worker/${this.#processes.length}`
    const isDead = (other: string) =>
      this.#processes.some((process, index) => !process.alive && other === `worker/${index}`)
    const waybill = await createWaybill({
      source: shopSource(),
      storage: line.storage,
      engines: [gated.engine],
      worker: { id, isDead, slots: 4, leaseMs: 60_000, sweepEveryMs: 5 },
      drainTimeoutMs: 0,
    })
    this.#processes.push({ waybill, line, gated, alive: true })
  }

  /** Lets every gate be open from now on, and waits until nothing is to be done any more. */
  async settle(): Promise<void> {
    await this.start()
    await until(
      async () => {
        for (const { gated } of this.#processes) for (const session of gated.sessions) session.open()
        await this.#decideEverything()
        const { items } = await this.#client.runs.list({ limit: 1000 })
        const workspaces = await this.#client.workspaces.list({ limit: 1000 })
        return items.every(({ status }) => !isActive(status)) && workspaces.items.every(one => !one.diverged)
      },
      'every run to end',
      { timeoutMs: 10_000 },
    )
  }

  async close(): Promise<void> {
    await Promise.all(this.#processes.map(({ line }) => line.mend()))
    await Promise.all(this.#processes.map(({ waybill }) => waybill.close()))
    await this.#storage.close()
  }

  async readEvents(): Promise<readonly Event[]> {
    return (await this.#client.events.list({ limit: 1000 })).items
  }

  async readRuns(): Promise<readonly Run[]> {
    return (await this.#client.runs.list({ limit: 1000 })).items
  }

  async readWorkspaces(): Promise<readonly Workspace[]> {
    return (await this.#client.workspaces.list({ limit: 1000, status: [...workspaceStatuses] })).items
  }

  async #create(parameters: Record<string, unknown>, approve?: ApprovalPolicy): Promise<void> {
    this.#workspaces += 1
    const name = `w${this.#workspaces}`
    await this.#client.workspaces.create({ appSlug: 'shop', name, parameters, approve })
  }

  async #destroy(pick: number): Promise<void> {
    await this.#try(this.#pickWorkspace(pick), ({ id }) => this.#client.workspaces.destroy(id))
  }

  /** Whatever is not legal now is refused with a reason, and nothing else goes wrong. */
  async #try<Target>(
    picked: Promise<Target | undefined>,
    move: (target: Target) => Promise<unknown>,
  ): Promise<void> {
    const target = await picked
    if (target === undefined) return
    try {
      await move(target)
    } catch (error) {
      if (!isWaybillError(error) || !refusals.includes(error.code)) throw error
    }
  }

  async #pickWorkspace(pick: number): Promise<Workspace | undefined> {
    const { items } = await this.#client.workspaces.list()
    return items[pick % Math.max(1, items.length)]
  }

  async #pickRun(pick: number): Promise<Run | undefined> {
    const { items } = await this.#client.runs.list()
    return items[pick % Math.max(1, items.length)]
  }

  async #handInState({ id, currentRun }: Workspace, pick: number): Promise<void> {
    const lineage = `late ${pick}`
    const resource = { mode: 'managed', type: 'a', name: 'b', instances: [{ attributes: { id: lineage } }] }
    const file = JSON.stringify({ version: 4, serial: pick, lineage, outputs: {}, resources: [resource] })
    const state = { serial: pick, lineage, bytes: new TextEncoder().encode(file) }
    const run = { id: currentRun.id, workspaceId: id }
    const at = new Date().toISOString()
    await this.#storage.transaction(stores => keepLateState(stores, { run, state, at }))
  }

  async #chooseState({ id }: Workspace): Promise<void> {
    const entries = await this.#client.workspaces.states(id)
    const chosen = entries.find(({ diverged }) => !diverged) ?? entries[0]
    if (chosen !== undefined) await this.#client.workspaces.chooseState(id, chosen.id)
  }

  /** Says yes to whatever waits for somebody. */
  async #decideEverything(): Promise<void> {
    const { items } = await this.#client.workspaces.list({ limit: 1000 })
    for (const workspace of items.filter(({ diverged }) => diverged)) {
      await this.#try(Promise.resolve(workspace), one => this.#chooseState(one))
    }
    const planned = await this.#client.runs.list({ status: ['planned'], limit: 1000 })
    for (const run of planned.items) {
      await this.#try(Promise.resolve(run), ({ id }) => this.#client.runs.approve(id))
    }
  }

  async #cancel(pick: number): Promise<void> {
    const { items } = await this.#client.runs.list({ status: ['pending', 'planning', 'planned', 'applying'] })
    const run = items[pick % Math.max(1, items.length)]
    // It may end while it is canceled.
    await this.#try(Promise.resolve(run), ({ id }) => this.#client.runs.cancel(id))
  }

  #openGates(pick: number): void {
    const alive = this.#processes.filter(process => process.alive)
    const sessions = alive.flatMap(({ gated }) => gated.sessions)
    sessions[pick % Math.max(1, sessions.length)]?.open()
  }

  #crash(pick: number): void {
    const alive = this.#processes.filter(process => process.alive)
    const process = alive[pick % Math.max(1, alive.length)]
    if (process === undefined) return
    process.alive = false
    process.line.cut()
  }
}

/** Every moment of the change feed at which a workspace had more than one run that had not ended. */
function findOverlaps(events: readonly Event[]): string[] {
  const runs = new Map<string, { readonly workspaceId: string; readonly status: RunStatus }>()
  const overlaps: string[] = []
  for (const { subject, data, number } of events) {
    if (subject.kind !== 'run') continue
    const workspaceId = String(data.workspaceId)
    runs.set(subject.id, { workspaceId, status: data.status as RunStatus })
    const active = [...runs.values()].filter(run => run.workspaceId === workspaceId && isActive(run.status))
    if (active.length > 1) overlaps.push(`event ${number}: ${active.length} runs of ${workspaceId}`)
  }
  return overlaps
}

/** Every event of a run that comes after its end. */
function findAfterlives(events: readonly Event[]): string[] {
  const ended = new Map<string, string>()
  const found: string[] = []
  for (const { subject, data, number, type } of events) {
    if (subject.kind !== 'run') continue
    const end = ended.get(subject.id)
    if (end !== undefined) found.push(`event ${number}: ${type} ${data.status} of a run that is ${end}`)
    if (!isActive(data.status as RunStatus)) ended.set(subject.id, String(data.status))
  }
  return found
}

/** Whether its newest run, or that somebody forgot it, explains the status of a workspace. */
function isExplained({ id, status, currentRun: run }: Workspace, events: readonly Event[]): boolean {
  const isForgotten = events.some(({ type, subject }) => type === 'workspace.orphaned' && subject.id === id)
  if (status === 'destroyed') return isForgotten || (run.kind === 'destroy' && run.status === 'applied')
  if (status === 'failed') return run.status !== 'applied'
  if (status !== 'ready') return false
  if (run.status === 'applied') return run.kind !== 'destroy'
  const leftAsItWas = run.status !== 'errored' && run.error?.phase !== 'apply'
  return run.kind !== 'provision' && leftAsItWas
}

describe('workspaces under everything that people do and that can break', () => {
  it('have at most one active run at any time, none after its end, and a status that their runs explain', async () => {
    const step = fc.tuple(fc.constantFrom(...steps), fc.nat({ max: 20 }))
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async moves => {
        const world = await World.make()
        try {
          await world.start()
          for (const [name, pick] of moves) await world.take(name, pick)
          await world.settle()
          const events = await world.readEvents()
          expect(findOverlaps(events)).to.deep.equal([])
          expect(findAfterlives(events)).to.deep.equal([])
          const workspaces = await world.readWorkspaces()
          expect(workspaces.filter(workspace => !isExplained(workspace, events))).to.deep.equal([])
          for (const { status, error, diverged } of workspaces) {
            expect(error !== null).to.equal(status === 'failed')
            if (status !== 'destroyed') expect(diverged).to.equal(false)
          }
          for (const { endedAt, leaseExpiresAt } of await world.readRuns()) {
            expect(endedAt).to.not.equal(null)
            expect(leaseExpiresAt).to.equal(null)
          }
        } finally {
          await world.close()
        }
      }),
      { numRuns: 60 },
    )
  })
})
