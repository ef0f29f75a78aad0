import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as delay } from 'node:timers/promises'
import { createWaybill, directorySource, gitSource, type SyncCounts, type Waybill } from '@waybill/core'
import { sequelizeStorage } from '@waybill/storage-sequelize'
import { hostTasks } from '../process/task-host.js'

/** The sync that is measured, in a process of its own: its memory and its event loop are nobody else's. */
export type SyncTasks = typeof tasks

/** What one sync was like. */
export interface MeasuredSync {
  readonly ms: number
  /** The longest time that the event loop could do nothing else. */
  readonly longestBlockMs: number
  readonly counts: SyncCounts
}

/** What is synced, and into which database. */
export type SyncPlace = { readonly url: string } & (
  | { readonly directory: string }
  | { readonly repository: string; readonly cacheDir?: string }
)

/** How often the event loop is looked at, in ms. */
const resolution = 5

let waybill: Waybill | undefined

const tasks = {
  open: async ({ url, ...place }: SyncPlace): Promise<void> => {
    const storage = await sequelizeStorage({ connection: url })
    const source =
      'directory' in place ? directorySource(place.directory) : gitSource({ ...place, env: process.env })
    waybill = await createWaybill({ source, storage, worker: false })
  },
  sync: async (_: object): Promise<MeasuredSync> => {
    if (!waybill) throw new Error('open comes first')
    const histogram = monitorEventLoopDelay({ resolution })
    histogram.enable()
    await delay(2 * resolution)
    histogram.reset()
    const startedAt = performance.now()
    const { counts } = await waybill.catalog.sync()
    const ms = performance.now() - startedAt
    // A block at the very end is seen only when the next look is late.
    await delay(2 * resolution)
    histogram.disable()
    return { ms, longestBlockMs: Math.max(0, histogram.max / 1e6 - resolution), counts }
  },
  /** Memory of this process in MB: now, and the most it ever was. */
  memory: async (_: object): Promise<{ residentMb: number; peakMb: number }> => ({
    residentMb: process.memoryUsage.rss() / 2 ** 20,
    peakMb: process.resourceUsage().maxRSS / 2 ** 10,
  }),
  close: async (_: object): Promise<void> => {
    await waybill?.close()
    waybill = undefined
  },
}

hostTasks(tasks)
