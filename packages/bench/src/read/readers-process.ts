import { Agent, get } from 'node:http'
import { hostTasks } from '../process/task-host.js'

/** Readers of the change feed, in a process of their own. */
export type ReadersTasks = typeof tasks

/** Times at which events arrived, of all readers, in their order. */
const arrivals: number[] = []
let onArrival: (() => void) | undefined

/** A time that another process on this machine can compare with its own. */
const now = () => performance.timeOrigin + performance.now()

const tasks = {
  /** Opens so many streams; resolves when each has had its first bookmark. */
  open: async ({ url, count }: { url: string; count: number }): Promise<null> => {
    const agent = new Agent({ maxSockets: count })
    const open = () =>
      new Promise<void>((resolve, reject) => {
        const headers = { Accept: 'text/event-stream' }
        const request = get(`${url}/api/v1/events`, { agent, headers }, response => {
          if (response.statusCode !== 200) reject(new Error(`A stream was answered ${response.statusCode}.`))
          response.on('error', reject)
          response.on('data', chunk => {
            const text = String(chunk)
            if (text.includes('event: bookmark')) resolve()
            else if (text.includes('data: ')) arrive()
          })
        })
        request.on('error', reject)
      })
    for (let opened = 0; opened < count; opened += 50)
      await Promise.all(Array.from({ length: Math.min(50, count - opened) }, open))
    return null
  },
  /** Resolves with the time of the `count`-th arrival of all, also when that is over. */
  arrival: ({ count }: { count: number }): Promise<number> =>
    new Promise(resolve => {
      onArrival = () => {
        const at = arrivals[count - 1]
        if (at !== undefined) resolve(at)
      }
      onArrival()
    }),
}

function arrive(): void {
  arrivals.push(now())
  onArrival?.()
}

hostTasks(tasks)
