import type { Client } from 'pg'
import { parsePostmasterFile } from './postmaster.js'

/** Which server a connection leads to. */
export interface ServerIdentity {
  /** The process that started all others of this server; a signal to it stops it. */
  readonly pid: number
  /** As `server_version` says, without a packager's addition: `18.4`. */
  readonly version: string
}

/** Asks the server itself, as files beside it may already speak of its successor. */
export async function readServerIdentity(client: Client): Promise<ServerIdentity> {
  const { rows } = await client.query<{ version: string; lock_file: string }>(
    `select current_setting('server_version') as version, pg_read_file('postmaster.pid') as lock_file`,
  )
  const { version = '', lock_file = '' } = rows[0] ?? {}
  return { pid: parsePostmasterFile(lock_file).pid, version: version.split(' ')[0] ?? version }
}
