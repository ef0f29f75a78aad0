import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { BenchContext } from '../bench-context.js'
import { writeApp } from '../catalog/catalog-directory.js'
import { makeApp } from '../catalog/make-app.js'
import type { BenchDatabase } from '../database/bench-database.js'
import { temporaryDirectory } from '../process/temporary-directory.js'
import { startServer } from '../start/server-program.js'

/** What is watched, and how often it is changed. */
export interface WatchLatencyInput extends BenchContext {
  readonly directory: string
  readonly seed: number
  readonly database: BenchDatabase
  readonly runs: number
}

const victim = 0
const patienceMs = 60_000

/** Milliseconds from writing a manifest until the API of a real server shows it. The first one is not counted. */
export async function measureWatch(input: WatchLatencyInput): Promise<readonly number[]> {
  const { directory, seed, database, runs, signal } = input
  await using place = temporaryDirectory('watch')
  const url = await database.create()
  const settings = { APPS_DIR: directory, WAYBILL_DATA_DIR: join(place.path, 'data'), DATABASE_URL: url }
  await using server = await startServer({ cwd: place.path, settings, signal })
  const { folder } = makeApp(seed, victim)
  const file = join(directory, folder, 'app-manifest.json')
  const manifest = JSON.parse(readFileSync(file, 'utf8'))
  const samples: number[] = []
  try {
    for (let run = 0; run <= runs; run += 1) {
      const description = `Watched ${run}.`
      const startedAt = performance.now()
      writeFileSync(file, JSON.stringify({ ...manifest, description }))
      await untilShown(`${server.url}/api/v1/catalog/${folder}`, description, signal)
      if (run > 0) samples.push(performance.now() - startedAt)
      // A burst has a look of its own; this is about a single change.
      await delay(200, undefined, { signal })
    }
    return samples
  } finally {
    writeApp(directory, seed, victim)
  }
}

async function untilShown(url: string, description: string, signal: AbortSignal): Promise<void> {
  const until = performance.now() + patienceMs
  while (performance.now() < until) {
    const response = await fetch(url, { signal })
    if ((await response.text()).includes(description)) return
    await delay(3, undefined, { signal })
  }
  throw new Error(`The change was not shown within ${patienceMs} ms.`)
}
