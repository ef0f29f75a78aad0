import { Client, type ClientConfig } from 'pg'

/** What a channel needs. */
export interface EventChannelOptions {
  readonly client: ClientConfig
  readonly name: string
  readonly onNotification: () => void
  /** The connection ended without being closed by us; called once. */
  readonly onLost: () => void
}

/** One connection that listens on one channel (https://www.postgresql.org/docs/current/sql-listen.html). */
export interface EventChannel {
  close(): Promise<void>
}

/** Connects and listens; notifications sent from now on are heard. */
export async function openEventChannel(options: EventChannelOptions): Promise<EventChannel> {
  const client = new Client({ ...options.client, keepAlive: true, connectionTimeoutMillis: 10_000 })
  let state: 'opening' | 'open' | 'closed' = 'opening'
  client.on('notification', options.onNotification)
  // An error is followed by the end.
  client.on('error', () => undefined)
  client.on('end', () => {
    if (state === 'open') options.onLost()
    state = 'closed'
  })
  const close = async () => {
    state = 'closed'
    await client.end()
  }
  try {
    await client.connect()
    await client.query(`LISTEN ${client.escapeIdentifier(options.name)}`)
  } catch (error) {
    await close()
    throw error
  }
  state = 'open'
  return { close }
}
