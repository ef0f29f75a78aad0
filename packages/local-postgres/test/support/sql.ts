import { Client } from 'pg'

/** Runs one statement on a connection of its own; the first row. */
export async function queryOnce(url: string, sql: string): Promise<Record<string, unknown>> {
  const client = new Client(url)
  // A server that is killed between two answers would end the test process; the query tells of it too.
  client.on('error', () => undefined)
  try {
    await client.connect()
    const { rows } = await client.query<Record<string, unknown>>(sql)
    return rows[0] ?? {}
  } finally {
    await client.end()
  }
}

/** Like {@link queryOnce}, or nothing where the server cannot be reached. */
export async function tryQueryOnce(url: string, sql: string): Promise<Record<string, unknown> | undefined> {
  return queryOnce(url, sql).catch(() => undefined)
}
