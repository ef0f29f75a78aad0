import { Client } from 'pg'
import { hostTasks } from '../process/task-host.js'
import {
  floorTable,
  insertFloor,
  readDockerfiles,
  scanFloor,
  statFloor,
  type WatchedFiles,
  watchedFiles,
} from './floor.js'

/** The floors, measured in a process of their own that lives as long as the one of the sync. */
export type FloorTasks = typeof tasks

/** How long one cold floor took. */
export interface ColdFloor {
  readonly scanMs: number
  readonly insertMs: number
  /** Reading every Dockerfile as well, after the rest. */
  readonly dockerfilesMs: number
  readonly rows: number
}

let watched: WatchedFiles | undefined

function elapsed(files: WatchedFiles, work: (files: WatchedFiles) => unknown): number {
  const startedAt = performance.now()
  work(files)
  return performance.now() - startedAt
}

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
    watched = watchedFiles(directory)
    return {
      scanMs: scannedAt - startedAt,
      insertMs: insertedAt - scannedAt,
      dockerfilesMs: elapsed(watched, readDockerfiles),
      rows: rows.length,
    }
  },
  /** Milliseconds of one look at every file. Which files there are was found out before. */
  stat: async ({ directory }: { directory: string }): Promise<number> => {
    if (watched?.directory !== directory) watched = watchedFiles(directory)
    return elapsed(watched, statFloor)
  },
}

hostTasks(tasks)
