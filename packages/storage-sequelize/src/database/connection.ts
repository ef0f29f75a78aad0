import { WaybillError } from '@waybill/core'
import { Client, type ClientConfig } from 'pg'

/** The parts of a connection. */
export interface ConnectionParts {
  /** Name or address; a path is the folder of a Unix socket. @default 'localhost' */
  readonly host?: string
  /** @default 5432 */
  readonly port?: number
  readonly user?: string
  readonly password?: string
  readonly database?: string
}

/** Where the database is, and which part of it is Waybill's. Exactly one of `url` and `connection` is given. */
export interface DatabaseOptions {
  /** `postgres://user:password@host:5432/database`, as libpq reads it; `?host=/path` for a Unix socket. */
  readonly url?: string
  /** The same as a URL, or its parts. */
  readonly connection?: string | ConnectionParts
  /** The schema that holds all tables, never `public`; the queue's is named after it. @default 'waybill' */
  readonly schema?: string
}

/** The options, checked: how to connect, and the names of the two schemas. */
export interface DatabaseTarget {
  readonly client: ClientConfig
  readonly schema: string
  /** Where graphile-worker keeps its tables. */
  readonly queueSchema: string
  /** `host:port/database`, without user and password. */
  readonly location: string
}

/** @throws WaybillError `CONFIG_INVALID` */
export function resolveDatabase({
  url,
  connection = url,
  schema = 'waybill',
}: DatabaseOptions): DatabaseTarget {
  if (connection === undefined) {
    throw new WaybillError('CONFIG_INVALID', 'It is not said where the database is.', {
      hint: 'Pass `connection`: a URL, or host, port, user, password and database.',
    })
  }
  requireSchemaName(schema)
  const client = { ...clientConfigOf(connection), application_name: 'waybill' }
  return { client, schema, queueSchema: `${schema}_queue`, location: locationOf(client) }
}

function clientConfigOf(connection: string | ConnectionParts): ClientConfig {
  if (typeof connection === 'string') return { connectionString: connection }
  const { host = 'localhost', port = 5432, ...rest } = connection
  return { host, port, ...rest }
}

/** Lower case only, so that the name means the same with and without quotes; short enough for the suffixes. */
function requireSchemaName(schema: string): void {
  if (/^[a-z_][a-z0-9_]{0,39}$/.test(schema) && schema !== 'public' && !schema.startsWith('pg_')) return
  throw new WaybillError('CONFIG_INVALID', `"${schema}" cannot be the name of Waybill's schema.`, {
    hint: 'Use up to 40 lower-case letters, digits and _; not public, and nothing that begins with pg_.',
  })
}

function locationOf(config: ClientConfig): string {
  try {
    const { host, port, database } = new Client(config)
    return `${host}:${port}/${database ?? ''}`
  } catch (cause) {
    // The cause names the URL with its password: it is left out.
    const reason = cause instanceof Error ? cause.name : 'unknown'
    throw new WaybillError('CONFIG_INVALID', `The URL of the database cannot be read (${reason}).`, {
      hint: 'It looks like postgres://user:password@host:5432/database; special characters are percent-encoded.',
    })
  }
}
