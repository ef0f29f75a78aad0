import { createWaybill, directorySource } from '@waybill/core'
import { sequelizeStorage } from '@waybill/storage-sequelize'
import { inRepository } from '../repository.js'

/** Where, how many. */
export interface PickUpInput {
  readonly url: string
  readonly count: number
  readonly signal: AbortSignal
}

/**
 * Milliseconds from the creation of a run until a worker has begun it, one run at a time. The simulated engine
 * does the work, as what comes after the pick-up is not measured.
 */
export async function measurePickUps({ url, count, signal }: PickUpInput): Promise<number[]> {
  await using waybill = await createWaybill({
    source: directorySource(inRepository('examples/apps')),
    storage: await sequelizeStorage({ connection: url }),
    worker: { slots: 1 },
  })
  await waybill.catalog.sync()
  const waits: number[] = []
  for (let index = 0; index < count; index += 1) {
    signal.throwIfAborted()
    const { currentRun } = await waybill.workspaces.create({ appSlug: 'shop' })
    for await (const line of waybill.runs.follow(currentRun.id, { signal })) if (!line) break
    const { startedAt, createdAt } = await waybill.runs.get(currentRun.id)
    if (startedAt) waits.push(Date.parse(startedAt) - Date.parse(createdAt))
  }
  return waits
}
