import Table from 'cli-table3'
import { blowKinds } from './blow.js'
import type { CrashResult } from './crash-lab.js'

/** What a laboratory has found, as text; the last line is the number of violations. */
export function renderCrash(result: CrashResult): string {
  const { options, hits, missed, counts, attempts, violations, seconds } = result
  const table = new Table({ head: ['blow', 'dealt', 'nobody there'], style: { head: [], border: [] } })
  for (const kind of blowKinds) {
    const dealt = hits.filter(({ blow }) => blow.kind === kind).length
    table.push([kind, dealt, missed.filter(blow => blow.kind === kind).length])
  }
  const work = [
    `${counts.created} workspaces, ${counts.updated} updated, ${counts.destroyed} destroyed`,
    `${attempts.runs} runs, ${attempts.takeovers} taken over, ${counts.approved} approved, ${counts.retried} tried again, ${counts.chosen} states chosen`,
    `${attempts.resources} resources made; ${seconds.toFixed(0)} s`,
  ]
  return `${[
    `seed ${options.seed}, ${options.kills} blows`,
    table.toString(),
    ...work,
    ...violations.map(({ rule, subject, detail }) => `VIOLATION ${rule}: ${subject}: ${detail}`),
    ...(violations.length > 0 ? [renderHits(result)] : []),
    `${violations.length} violations`,
  ].join('\n')}\n`
}

function renderHits({ hits, options, evidence }: CrashResult): string {
  const lines = hits.map(
    ({ at, blow, victim }) =>
      `  ${at.toISOString()} #${blow.number} ${blow.kind}: ${victim} (${blow.lastsMs} ms)`,
  )
  return [...evidence, `What was dealt; logs are in ${options.directory}:`, ...lines].join('\n')
}
