import { setTimeout as sleep } from 'node:timers/promises'
import { createWaybill, directorySource, type Waybill } from '@waybill/core'
import { terraformEngine } from '@waybill/engine-terraform'
import { sequelizeStorage } from '@waybill/storage-sequelize'
import { plainEnvironment } from '../process/run-program.js'
import { temporaryDirectory } from '../process/temporary-directory.js'
import { inRepository } from '../repository.js'
import { provisionByHand } from './by-hand.js'

/** How many, how many at a time, with which program. */
export interface QueueInput {
  readonly workspaces: number
  readonly slots: number
  readonly terraform: string
  readonly signal: AbortSignal
}

const lookMs = 50

/** Milliseconds in which as many people as there are slots would have typed the three commands for all of them. */
export async function workQueueByHand({ workspaces, slots, ...input }: QueueInput): Promise<number> {
  const templateDir = inRepository('examples/templates/local')
  const startedAt = performance.now()
  let left = workspaces
  const work = async () => {
    while (left > 0) {
      left -= 1
      await provisionByHand({ ...input, templateDir })
    }
  }
  await Promise.all(Array.from({ length: slots }, work))
  return performance.now() - startedAt
}

/** Milliseconds from the start of a worker, with all runs queued, until the last workspace is ready. */
export async function workQueueByWaybill(url: string, input: QueueInput): Promise<number> {
  const { workspaces, slots, terraform, signal } = input
  await using directory = temporaryDirectory('runs')
  const env = Object.fromEntries(
    Object.entries(plainEnvironment({ CHECKPOINT_DISABLE: '1' })).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    ),
  )
  const open = async (worker: { readonly slots: number } | false) =>
    createWaybill({
      source: directorySource(inRepository('examples/apps')),
      storage: await sequelizeStorage({ connection: url }),
      engines: [terraformEngine({ command: terraform, workDir: directory.path, env })],
      templates: inRepository('examples/templates'),
      defaultTemplate: 'local',
      worker,
    })
  await using client = await open(false)
  await client.catalog.sync()
  for (let index = 0; index < workspaces; index += 1) await client.workspaces.create({ appSlug: 'shop' })
  const startedAt = performance.now()
  await using _worker = await open({ slots })
  await untilReady(client, workspaces, signal)
  return performance.now() - startedAt
}

async function untilReady({ workspaces }: Waybill, count: number, signal: AbortSignal): Promise<void> {
  for (;;) {
    signal.throwIfAborted()
    const [ready, failed] = await Promise.all([
      workspaces.list({ status: ['ready'], limit: 1 }),
      workspaces.list({ status: ['failed'], limit: 1 }),
    ])
    if (failed.total > 0) throw new Error(`${failed.total} runs failed: ${failed.items[0]?.waiting ?? ''}`)
    if (ready.total === count) return
    await sleep(lookMs)
  }
}
