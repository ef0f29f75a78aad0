import { hostTasks } from '../../src/process/task-host.js'

export type SumTasks = typeof tasks

const tasks = {
  sum: async ({ numbers }: { numbers: readonly number[] }): Promise<number> => {
    if (numbers.length === 0) throw new Error('nothing to add')
    return numbers.reduce((sum, number) => sum + number)
  },
  pid: async (_: object): Promise<number> => process.pid,
  exit: async (_: object): Promise<void> => process.exit(7),
  never: async (_: object): Promise<void> => new Promise(() => undefined),
}

hostTasks(tasks)
