import { z } from 'zod'

const lineSchema = z.object({
  '@message': z.string(),
  type: z.string().optional(),
  hook: z
    .object({
      resource: z.object({ addr: z.string() }),
      action: z.string().optional(),
      id_value: z.string().optional(),
      output: z.string().optional(),
    })
    .optional(),
})

/** What a run's log says of resources. */
export interface LogReading {
  /** How often each `made` and `unmade` was said. */
  readonly said: ReadonlyMap<string, number>
  /** Ids whose creation is told as complete, with how often. */
  readonly completed: ReadonlyMap<string, number>
  /** Ids whose deletion was begun. */
  readonly deleted: ReadonlySet<string>
  /** Lines that are there more than once: each has its time in µs, so that none is like another. */
  readonly repeated: readonly string[]
  /** Lines that begin like JSON and are none: torn ones. */
  readonly torn: readonly string[]
}

/** Reads the log of a run, line by line. Pure. */
export function readRunLog(log: string): LogReading {
  const said = new Map<string, number>()
  const completed = new Map<string, number>()
  const deleted = new Set<string>()
  const torn: string[] = []
  const seen = new Set<string>()
  const repeated: string[] = []
  for (const text of log.split('\n')) {
    if (!text.startsWith('{')) continue
    if (seen.has(text)) repeated.push(text.slice(0, 300))
    seen.add(text)
    const line = parseLine(text)
    if (line === undefined) torn.push(text.slice(0, 200))
    else if (line.type === 'provision_progress') countUp(said, saidBy(line))
    else if (line.type === 'apply_complete' && line.hook?.action === 'create')
      countUp(completed, line.hook.id_value)
    else if (line.type === 'apply_start' && line.hook?.action === 'delete' && line.hook.id_value)
      deleted.add(line.hook.id_value)
  }
  return { said, completed, deleted, repeated, torn }
}

type Line = z.infer<typeof lineSchema>

function parseLine(text: string): Line | undefined {
  try {
    return lineSchema.safeParse(JSON.parse(text)).data
  } catch {
    // Not JSON.
    return undefined
  }
}

function saidBy({ hook }: Line): string | undefined {
  const text = hook?.output?.trim()
  return text !== undefined && /^(un)?made [0-9a-f-]{36}$/.test(text) ? text : undefined
}

function countUp(counts: Map<string, number>, key: string | undefined): void {
  if (key !== undefined) counts.set(key, (counts.get(key) ?? 0) + 1)
}
