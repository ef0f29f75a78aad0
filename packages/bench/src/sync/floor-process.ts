import { Client } from 'pg'
import { hostTasks } from '../process/task-host.js'
import { floorTable, insertFloor, scanFloor, statFloor, type WatchedFiles, watchedFiles } from './floor.js'

/** The floors, measured in a process of their own that lives as long as the one of the sync. */
export type FloorTasks = typeof tasks

/** How long one cold floor took. */
export interface ColdFloor {
  readonly scanMs: number
  readonly insertMs: number
  readonly rows: number
}

let watched: WatchedFiles | undefined

const tasks = {
  cold: async ({ directory, url }: { directory: string; url: string }): Promise<ColdFloor> => {
    const client = new Client({ connectionString: url })
    await client.connect()
    await client.query(floorTable)
    const startedAt = performance.now()
    const rows = scanFloor(directory)
    const scannedAt = performance.now()
    await insertFloor(client, rows)
    const insertedAt = performance.now()
    await client.end()
    return { scanMs: scannedAt - startedAt, insertMs: insertedAt - scannedAt, rows: rows.length }
  },
  /** Milliseconds of one look at every file. Which files there are was found out before. */
  stat: async ({ directory }: { directory: string }): Promise<number> => {
    if (watched?.directory !== directory) watched = watchedFiles(directory)
    const startedAt = performance.now()
    statFloor(watched)
    return performance.now() - startedAt
  },
}

hostTasks(tasks)
