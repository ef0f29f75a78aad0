import { expect } from 'chai'
import fc from 'fast-check'
import { describe, it } from 'mocha'
import { createWaybill } from '../../src/create-waybill.js'
import type { Event } from '../../src/event/event.js'
import { memoryStorage } from '../../src/memory/memory-storage.js'
import type { RunStatus } from '../../src/run/run.js'
import { isActive } from '../../src/run/run-state.js'
import type { Storage } from '../../src/storage/storage.js'
import { until } from '../../src/testing/until.js'
import type { Waybill } from '../../src/waybill.js'
import { type Workspace, workspaceStatuses } from '../../src/workspace/workspace.js'
import { shopSource } from '../support/fixed-source.js'
import { type GatedEngine, makeGatedEngine } from '../support/gated-engine.js'
import { makeUnreliable, type UnreliableStorage } from '../support/unreliable-storage.js'

const steps = ['create', 'destroy', 'cancel', 'open', 'crash', 'start', 'fail'] as const
type Step = (typeof steps)[number]

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
  #workspaces = 0

  private constructor(storage: Storage, client: Waybill) {
    this.#storage = storage
    this.#client = client
  }

  static async make(): Promise<World> {
    const storage = memoryStorage()
    const line = makeUnreliable(storage)
    const client = await createWaybill({ source: shopSource(), storage: line.storage, worker: false })
    await client.catalog.sync()
    return new World(storage, client)
  }

  async take(step: Step, pick: number): Promise<void> {
    if (step === 'create') await this.#create({})
    if (step === 'fail') await this.#create({ fail_at: 'apply' })
    if (step === 'destroy') await this.#destroy(pick)
    if (step === 'cancel') await this.#cancel(pick)
    if (step === 'open') this.#openGates(pick)
    if (step === 'crash') this.#crash(pick)
    if (step === 'start') await this.start()
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
        const { items } = await this.#client.runs.list({ limit: 1000 })
        return items.every(({ status }) => !isActive(status))
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

  async readWorkspaces(): Promise<readonly Workspace[]> {
    return (await this.#client.workspaces.list({ limit: 1000, status: [...workspaceStatuses] })).items
  }

  async #create(parameters: Record<string, unknown>): Promise<void> {
    this.#workspaces += 1
    await this.#client.workspaces.create({ appSlug: 'shop', name: `w${this.#workspaces}`, parameters })
  }

  async #destroy(pick: number): Promise<void> {
    const { items } = await this.#client.workspaces.list()
    const workspace = items[pick % Math.max(1, items.length)]
    if (workspace !== undefined) await this.#client.workspaces.destroy(workspace.id)
  }

  async #cancel(pick: number): Promise<void> {
    const { items } = await this.#client.runs.list({ status: ['pending', 'planning', 'applying'] })
    const run = items[pick % Math.max(1, items.length)]
    // It may end while it is canceled.
    if (run !== undefined) await this.#client.runs.cancel(run.id).catch(() => undefined)
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

describe('workspaces under creates, destroys, cancels and crashes', () => {
  it('have at most one active run at any time, and come to rest where their last run brought them', async () => {
    const step = fc.tuple(fc.constantFrom(...steps), fc.nat({ max: 20 }))
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async moves => {
        const world = await World.make()
        try {
          await world.start()
          for (const [name, pick] of moves) await world.take(name, pick)
          await world.settle()
          expect(findOverlaps(await world.readEvents())).to.deep.equal([])
          for (const { status, currentRun, error } of await world.readWorkspaces()) {
            expect(status).to.be.oneOf(['ready', 'failed', 'destroyed'])
            if (status === 'ready')
              expect(currentRun).to.deep.include({ kind: 'provision', status: 'applied' })
            if (status === 'destroyed')
              expect(currentRun).to.deep.include({ kind: 'destroy', status: 'applied' })
            expect(error !== null).to.equal(status === 'failed')
          }
        } finally {
          await world.close()
        }
      }),
      { numRuns: 40 },
    )
  })
})
