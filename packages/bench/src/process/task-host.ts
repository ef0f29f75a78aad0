import { z } from 'zod'

/** Work that a process does for another one, by name. What goes in and out is sent as JSON. */
export type Tasks = Record<string, (input: never) => Promise<unknown>>

/** What the parent sends. */
const requestSchema = z.object({ id: z.int(), task: z.string(), input: z.unknown() })

/** What this process answers. */
export const replySchema = z.union([
  z.object({ id: z.int(), result: z.unknown() }),
  z.object({ id: z.int(), error: z.string() }),
])

/**
 * Does tasks for the process that forked this one, until it lets go: when the channel closes, also because the
 * parent was killed, this process ends.
 */
export function hostTasks(tasks: Tasks): void {
  process.on('disconnect', () => process.exit(0))
  process.on('message', message => void answer(tasks, message))
}

async function answer(tasks: Tasks, message: unknown): Promise<void> {
  const { id, task, input } = requestSchema.parse(message)
  try {
    const run = tasks[task] as ((input: unknown) => Promise<unknown>) | undefined
    if (!run) throw new Error(`There is no task ${task}.`)
    process.send?.({ id, result: (await run(input)) ?? null })
  } catch (error) {
    process.send?.({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) })
  }
}
