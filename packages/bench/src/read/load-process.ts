import autocannon from 'autocannon'
import { hostTasks } from '../process/task-host.js'

/** The load generator, in a process of its own: it must not share an event loop with what it measures. */
export type LoadTasks = typeof tasks

/** What is asked for, how long. */
export interface LoadInput {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly connections: number
  readonly seconds: number
  readonly warmUpSeconds: number
  /** Any other answer makes the load fail. */
  readonly status: number
}

/** What one load measured. */
export interface Load {
  readonly rps: number
  readonly p50Ms: number
  readonly p99Ms: number
}

const tasks = {
  run: async ({ url, headers, connections, seconds, warmUpSeconds, status }: LoadInput): Promise<Load> => {
    const shared = { url, headers: { ...headers }, connections }
    if (warmUpSeconds > 0) await autocannon({ ...shared, duration: warmUpSeconds })
    const result = await autocannon({ ...shared, duration: seconds })
    const counts = Object.entries(result.statusCodeStats ?? {})
    const others = counts.filter(([code]) => code !== String(status))
    if (result.errors > 0 || counts.length === 0 || others.length > 0)
      throw new Error(
        `${url} should answer ${status} only: ${JSON.stringify(counts)}, ${result.errors} errors`,
      )
    return { rps: result.requests.average, p50Ms: result.latency.p50, p99Ms: result.latency.p99 }
  },
}

hostTasks(tasks)
