/** One SQL statement with its values for `$1`, `$2`, …. */
export interface Statement {
  readonly text: string
  readonly values?: readonly unknown[]
  /** A name makes it a prepared statement: for what is asked all the time, with the same text. */
  readonly name?: string
  /** Longest wait for the answer, in ms. Default: none. */
  readonly timeoutMs?: number
  /** What the SQL log shows instead of a text that holds data. */
  readonly title?: string
}

/**
 * JSON that PostgreSQL's `jsonb` takes: `\u0000` and halves of surrogate pairs, which JSON allows and `jsonb`
 * refuses, become U+FFFD (https://www.postgresql.org/docs/current/datatype-json.html). For what must be stored
 * whatever it holds; where a caller could mend it, the refusal is passed on instead.
 */
export function storableJson(value: unknown): string {
  const json = JSON.stringify(value)
  if (!/\\u(0000|d[89a-f])/i.test(json)) return json
  return json.replace(/\\(u0000|ud[89a-f][0-9a-f]{2}|.)/gi, (sequence, code: string) =>
    code.length > 1 ? '\\ufffd' : sequence,
  )
}

/** Text as a literal. Connections run with `standard_conforming_strings`, so only quotes are doubled. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}
