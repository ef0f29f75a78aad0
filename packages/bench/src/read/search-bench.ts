import type { BenchContext } from '../bench-context.js'
import { catalogDirectory } from '../catalog/catalog-directory.js'
import type { BenchDatabase } from '../database/bench-database.js'
import { makeFinding } from '../measure/finding.js'
import type { Section } from '../measure/report.js'
import { percentile } from '../measure/statistics.js'
import { TaskProcess } from '../process/task-process.js'
import type { ServerTasks } from './server-process.js'

/** Searches that are measured, each for something else: none is answered from a cache. */
const searches = 300

/** How long a search takes, one at a time. */
export async function benchSearch(
  {
    apps,
    seed,
    database,
  }: { readonly apps: number; readonly seed: number; readonly database: BenchDatabase },
  context: BenchContext,
): Promise<Section> {
  const directory = await catalogDirectory({ apps, seed, ...context })
  await using subject = new TaskProcess<ServerTasks>({
    module: new URL('./server-process.js', import.meta.url),
    signal: context.signal,
  })
  const origin = await subject.call('listen', { url: await database.create(), directory })
  const times: number[] = []
  for (let index = -20; index < searches; index += 1) {
    const startedAt = performance.now()
    const response = await fetch(`${origin}/api/v1/catalog?limit=20&q=${(index + 20).toString(36)}`, {
      signal: context.signal,
    })
    await response.arrayBuffer()
    if (index >= 0) times.push(performance.now() - startedAt)
  }
  return {
    title: `Search over ${apps} apps, one at a time, ${searches} different ones`,
    findings: [
      makeFinding({
        work: 'search, p99',
        unit: 'ms',
        value: times,
        summary: samples => percentile(samples, 0.99),
        target: { most: 50 },
      }),
      makeFinding({ work: 'search, median', unit: 'ms', value: times }),
    ],
    notes: [],
  }
}
