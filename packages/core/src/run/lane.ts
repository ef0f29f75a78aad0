import type { RunRecord } from './run.js'
import type { Worker } from './worker.js'

/** What a run needs of a worker: its engine, and the tag that its template asks for. */
export function laneOf({ engine, workerTag }: Pick<RunRecord, 'engine' | 'workerTag'>): string {
  return workerTag === null ? engine : `${engine}@${workerTag}`
}

/** Every lane that a worker serves: one with tags takes what needs none, too. */
export function lanesOf({ engines, tags }: Pick<Worker, 'engines' | 'tags'>): readonly string[] {
  return engines.flatMap(engine => [engine, ...tags.map(tag => laneOf({ engine, workerTag: tag }))])
}
