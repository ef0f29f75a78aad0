import { createClient } from '@waybill/client'
import { createWaybill, directorySource, type Waybill } from '@waybill/core'
import { createServer } from '@waybill/server'
import { sequelizeStorage } from '@waybill/storage-sequelize'

/** One of several servers on one database. */
export interface Replica {
  readonly url: string
  readonly client: Waybill
  close(): Promise<void>
}

/** Starts a server as `waybill serve` wires it, on a database that others may share. */
export async function startReplica(options: {
  readonly database: string
  readonly apps: string
  readonly worker?: false
}): Promise<Replica> {
  const storage = await sequelizeStorage({ connection: options.database })
  const source = directorySource(options.apps)
  const waybill = await createWaybill({ source, storage, worker: options.worker, drainTimeoutMs: 1000 })
  const { answers } = storage
  const server = createServer({ waybill, answers, waybillVersion: '0.0.0-test', port: 0 })
  const { url } = await server.listen()
  const client = createClient({ url, retries: 0 })
  return {
    url,
    client,
    async close() {
      await client.close()
      await server.close({ graceMs: 1000 })
      await waybill.close()
    },
  }
}
