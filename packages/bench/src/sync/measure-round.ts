import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeApp } from '../catalog/catalog-directory.js'
import { makeApp } from '../catalog/make-app.js'
import type { BenchDatabase } from '../database/bench-database.js'
import type { TaskProcess } from '../process/task-process.js'
import type { ColdFloor, FloorTasks } from './floor-process.js'
import type { MeasuredSync, SyncTasks } from './sync-process.js'

/** What one round needs. */
export interface RoundInput {
  readonly database: BenchDatabase
  readonly floor: TaskProcess<FloorTasks>
  readonly subject: TaskProcess<SyncTasks>
  readonly directory: string
  readonly seed: number
  readonly apps: number
  readonly run: number
}

/** The samples of one round, floors and syncs taken in turn. */
export interface Round {
  readonly cold: MeasuredSync
  readonly coldFloor: ColdFloor
  readonly unchanged: readonly MeasuredSync[]
  readonly oneChange: readonly MeasuredSync[]
  /** Milliseconds; one before each of `unchanged` and `oneChange`. */
  readonly statFloor: readonly number[]
}

/** The cheap syncs are measured so many times per round. */
const repeats = 3

/** The app that is changed. */
const victim = 0

/** One round on new databases, which are gone afterwards; the catalog is as it was. */
export async function measureRound(input: RoundInput): Promise<Round> {
  const { database, floor, subject, directory } = input
  // A killed run may have left it changed.
  writeApp(directory, input.seed, victim)
  const [floorUrl, url] = [await database.create(), await database.create()]
  try {
    await subject.call('open', { directory, url })
    await database.settle()
    const coldFloor = await floor.call('cold', { directory, url: floorUrl })
    await database.settle()
    const cold = await subject.call('sync', {})
    expectCounts(cold, { found: input.apps, unchanged: 0 })
    await database.settle()
    return { cold, coldFloor, ...(await measureWarm(input)) }
  } finally {
    await subject.call('close', {})
    writeApp(directory, input.seed, victim)
    await database.drop(url)
    await database.drop(floorUrl)
  }
}

async function measureWarm({ floor, subject, directory, apps, seed, run }: RoundInput) {
  const unchanged: MeasuredSync[] = []
  const oneChange: MeasuredSync[] = []
  const statFloor: number[] = []
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    statFloor.push(await floor.call('stat', { directory }))
    const still = await subject.call('sync', {})
    expectCounts(still, { unchanged: apps, changed: 0 })
    unchanged.push(still)
    changeDescription(directory, seed, `${run}.${repeat}`)
    statFloor.push(await floor.call('stat', { directory }))
    const changed = await subject.call('sync', {})
    expectCounts(changed, { unchanged: apps - 1, changed: 1 })
    oneChange.push(changed)
  }
  return { unchanged, oneChange, statFloor }
}

function changeDescription(directory: string, seed: number, text: string): void {
  const file = join(directory, makeApp(seed, victim).folder, 'app-manifest.json')
  const manifest = JSON.parse(readFileSync(file, 'utf8'))
  writeFileSync(file, JSON.stringify({ ...manifest, description: `Changed in run ${text}.` }))
}

/** A figure of a sync that did not do its work is worth nothing. */
function expectCounts({ counts }: MeasuredSync, expected: Partial<MeasuredSync['counts']>): void {
  for (const [name, count] of Object.entries(expected))
    if (counts[name as keyof typeof counts] !== count)
      throw new Error(`The sync should have counted ${count} ${name}: ${JSON.stringify(counts)}`)
}
