/** Query parameters by name; a list is repeated, what is undefined is left out. */
export type QueryValues = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>

/** The query string of values. */
export function buildQuery(values: QueryValues): URLSearchParams {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined) continue
    for (const one of Array.isArray(value) ? value : [value]) query.append(name, String(one))
  }
  return query
}
