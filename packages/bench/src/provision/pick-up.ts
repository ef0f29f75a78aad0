import { createWaybill, directorySource } from '@waybill/core'
import { sequelizeStorage } from '@waybill/storage-sequelize'
import { inRepository } from '../repository.js'

/** Where, how many. */
export interface PickUpInput {
  readonly url: string
  readonly count: number
  readonly signal: AbortSignal
}

/** Milliseconds of one run. */
export interface PickUp {
  /** What `create` took the caller. */
  readonly createMs: number
  /** From the run's creation until a worker had begun it, by the run's own times. */
  readonly waitMs: number
}

/**
 * Creates workspaces on an idle worker, one at a time. The simulated engine
 * does the work, as what comes after the pick-up is not measured.
 */
export async function measurePickUps({ url, count, signal }: PickUpInput): Promise<PickUp[]> {
  await using waybill = await createWaybill({
    source: directorySource(inRepository('examples/apps')),
    storage: await sequelizeStorage({ connection: url }),
    worker: { slots: 1 },
  })
  await waybill.catalog.sync()
  const pickUps: PickUp[] = []
  for (let index = 0; index < count; index += 1) {
    signal.throwIfAborted()
    const calledAt = performance.now()
    const { currentRun } = await waybill.workspaces.create({ appSlug: 'shop' })
    const createMs = performance.now() - calledAt
    await drain(waybill.runs.follow(currentRun.id, { signal }))
    const { startedAt, createdAt } = await waybill.runs.get(currentRun.id)
    if (!startedAt) throw new Error(`The run ${currentRun.id} was never begun.`)
    pickUps.push({ createMs, waitMs: Date.parse(startedAt) - Date.parse(createdAt) })
  }
  return pickUps
}

async function drain(items: AsyncIterable<unknown>): Promise<number> {
  let count = 0
  for await (const _ of items) count += 1
  return count
}
