import type { Health, StorageReport, Waybill } from '@waybill/core'
import { z } from 'zod'
import { within } from '../route/within.js'

const checkSchema = z.object({ ok: z.boolean(), error: z.string().nullable() })

/** Everything that is stood on, by its name. */
export const readinessSchema = z
  .object({
    database: checkSchema,
    migrations: checkSchema,
    queue: checkSchema,
    source: checkSchema,
    engine: checkSchema,
  })
  .meta({ id: 'Readiness' })
export type Readiness = z.infer<typeof readinessSchema>
type Check = z.infer<typeof checkSchema>

const fine: Check = { ok: true, error: null }
const failing = (error: string): Check => ({ ok: false, error })

/** How readiness is asked for. */
interface ReadinessOptions {
  readonly inspect: (() => Promise<StorageReport>) | undefined
  readonly withinMs: number
}

/** Asks everything that is stood on; what has not answered after `withinMs` counts as away. Never throws. */
export async function readReadiness(
  waybill: Waybill,
  { inspect, withinMs }: ReadinessOptions,
): Promise<Readiness> {
  const [health, report] = await Promise.all([
    within(waybill.health(), withinMs).catch(asError),
    inspect === undefined ? undefined : within(inspect(), withinMs).catch(asError),
  ])
  return judgeReadiness(health, report)
}

/** What the answers come to. Pure. */
export function judgeReadiness(health: Health | Error, report: StorageReport | Error | undefined): Readiness {
  if (health instanceof Error) {
    const unknown = failing(health.message)
    return { database: unknown, migrations: unknown, queue: unknown, source: unknown, engine: unknown }
  }
  const { database, source, engines } = health
  const stored = (judge: (known: StorageReport) => Check): Check => {
    if (!database.ok) return failing('The database does not answer.')
    return report instanceof Error ? failing(report.message) : report === undefined ? fine : judge(report)
  }
  return {
    database: { ok: database.ok, error: database.error },
    migrations: stored(({ pendingMigrations: pending }) =>
      pending.length === 0 ? fine : failing(`The database lacks ${pending.join(', ')}.`),
    ),
    queue: stored(({ queue, workers }) =>
      queue.depth > 0 && workers === 0 ? failing(`${queue.depth} runs wait, and no worker lives.`) : fine,
    ),
    source: { ok: source.ok, error: source.error },
    engine: engines.some(({ available }) => available) ? fine : failing('No engine is there.'),
  }
}

/**
 * Whether requests should be sent here: without database or schema nothing can be answered. A source, an engine or a
 * worker that is away takes no replica out of service, for that would help nobody.
 */
export function isReady({ database, migrations }: Readiness): boolean {
  return database.ok && migrations.ok
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown))
}
