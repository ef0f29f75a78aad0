import type { ClientBase, Pool, QueryResult } from 'pg'
import { mapDatabaseError } from './database-error.js'
import type { SqlEntry } from './log.js'
import type { Statement } from './statement.js'

/**
 * Runs one statement, or several without values in one message, of which the last one's result is given back.
 * Errors are WaybillErrors.
 */
export async function runStatement<Row extends object>(
  target: Pool | ClientBase,
  { text, values = [], name, title = text, timeoutMs }: Statement,
  onSql?: (entry: SqlEntry) => void,
): Promise<QueryResult<Row>> {
  const startedAt = performance.now()
  try {
    const parameters = values.length === 0 ? undefined : [...values]
    const config = { text, values: parameters, name, query_timeout: timeoutMs }
    // Several statements have several results, of which the types of pg know nothing.
    const result: unknown = await target.query<Row>(config)
    return (Array.isArray(result) ? result.at(-1) : result) as QueryResult<Row>
  } catch (error) {
    throw mapDatabaseError(error)
  } finally {
    onSql?.({ sql: title, durationMs: performance.now() - startedAt })
  }
}
