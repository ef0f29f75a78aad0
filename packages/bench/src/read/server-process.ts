import { createWaybill, directorySource } from '@waybill/core'
import { createServer } from '@waybill/server'
import { sequelizeStorage } from '@waybill/storage-sequelize'
import { hostTasks } from '../process/task-host.js'

/** The server that is measured, in a process of its own. */
export type ServerTasks = typeof tasks

const tasks = {
  /** Syncs a catalog into a new database and serves it. Answers the server's URL. */
  listen: async ({ url, directory }: { url: string; directory: string }): Promise<string> => {
    const storage = await sequelizeStorage({ connection: url })
    const waybill = await createWaybill({ source: directorySource(directory), storage, worker: false })
    await waybill.catalog.sync()
    const server = createServer({ waybill, waybillVersion: 'bench', port: 0 })
    const listening = await server.listen()
    return new URL(listening.url).origin
  },
}

hostTasks(tasks)
