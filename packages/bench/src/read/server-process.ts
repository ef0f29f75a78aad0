import { createWaybill, directorySource, type Waybill } from '@waybill/core'
import { createServer } from '@waybill/server'
import { sequelizeStorage } from '@waybill/storage-sequelize'
import { hostTasks } from '../process/task-host.js'

/** The server that is measured, in a process of its own. */
export type ServerTasks = typeof tasks

let served: Waybill | undefined
let workspace: string | undefined

const tasks = {
  /** Syncs a catalog into a new database and serves it. Answers the server's URL. */
  listen: async ({ url, directory }: { url: string; directory: string }): Promise<string> => {
    const storage = await sequelizeStorage({ connection: url })
    const waybill = await createWaybill({ source: directorySource(directory), storage, worker: false })
    await waybill.catalog.sync()
    served = waybill
    const server = createServer({ waybill, waybillVersion: 'bench', port: 0 })
    const listening = await server.listen()
    return new URL(listening.url).origin
  },
  /** Does something that makes one event. Answers the time at which that began. */
  makeEvent: async (_input: object): Promise<number> => {
    if (served === undefined) throw new Error('Nothing is served yet.')
    workspace ??= (await served.workspaces.create({ appSlug: 'app-00000' })).id
    const startedAt = performance.timeOrigin + performance.now()
    await served.workspaces.patch(workspace, { owner: `owner-${startedAt}` })
    return startedAt
  },
  /** Resident memory, in MB. */
  memory: async (_input: object): Promise<number> => process.memoryUsage().rss / 1e6,
}

hostTasks(tasks)
