import { makeFinding } from '../measure/finding.js'
import type { Section } from '../measure/report.js'
import { TaskProcess } from '../process/task-process.js'
import type { ReadersTasks } from './readers-process.js'
import type { ServerTasks } from './server-process.js'

/** Events whose way to all readers is measured. */
const rounds = 20

/** How long an event takes to every reader of the change feed, and what the server holds for them. */
export async function benchFeed(
  subject: TaskProcess<ServerTasks>,
  {
    origin,
    readers,
    signal,
  }: { readonly origin: string; readonly readers: number; readonly signal: AbortSignal },
): Promise<Section> {
  await using process = new TaskProcess<ReadersTasks>({
    module: new URL('./readers-process.js', import.meta.url),
    signal,
  })
  await process.call('open', { url: origin, count: readers })
  const delays: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    const startedAt = await subject.call('makeEvent', {})
    delays.push((await process.call('arrival', { count: readers * (round + 1) })) - startedAt)
  }
  const memory = await subject.call('memory', {})
  return {
    title: `Change feed, ${readers} readers of server-sent events, ${rounds} events one after the other`,
    findings: [
      makeFinding({
        work: 'an event reaches all, slowest',
        unit: 'ms',
        value: delays,
        summary: samples => Math.max(...samples),
        target: { most: 250 },
      }),
      makeFinding({ work: 'an event reaches all', unit: 'ms', value: delays }),
      makeFinding({ work: 'memory of the server', unit: 'MB', value: [memory], target: { most: 300 } }),
    ],
    notes: [
      'From the call that makes the event, its transaction included, to the arrival at the last reader.',
    ],
  }
}
