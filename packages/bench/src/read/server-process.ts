import { hostTasks } from '../process/task-host.js'
export type ServerTasks = typeof tasks
const tasks = {
  listen: async (_: { url: string; directory: string }): Promise<string> => {
    throw new Error('server')
  },
}
hostTasks(tasks)
