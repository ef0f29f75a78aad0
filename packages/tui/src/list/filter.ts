/** What a filter looks at in a row: all its text in lower case, and its fields by name. */
export interface Searchable {
  readonly text: string
  readonly field: (name: string) => string | undefined
}

interface Term {
  readonly field: string | null
  readonly text: string
  readonly inverse: boolean
}

/**
 * Reads a filter: words that all have to be there, `!word` for one that must not, `field:value` for one field;
 * quotes hold blanks together. Upper and lower case are the same.
 */
export function parseFilter(filter: string): readonly Term[] {
  const words = filter.toLowerCase().match(/!?(?:[\w-]+:)?"[^"]*"?|\S+/g) ?? []
  return words.map(readTerm).filter(({ text }) => text !== '')
}

function readTerm(word: string): Term {
  const inverse = word.startsWith('!')
  const bare = inverse ? word.slice(1) : word
  const named = /^([a-z][\w-]*):(.*)$/s.exec(bare)
  const text = (named?.[2] ?? bare).replaceAll('"', '')
  return { field: named?.[1] ?? null, text, inverse }
}

/** The rows that a filter lets through. A field that rows do not have is read as text, so `http://x` works. */
export function applyFilter<Row>(
  rows: readonly Row[],
  filter: string,
  searchable: (row: Row) => Searchable,
): readonly Row[] {
  const terms = parseFilter(filter)
  if (terms.length === 0) return rows
  return rows.filter(row => {
    const found = searchable(row)
    return terms.every(term => matches(term, found) !== term.inverse)
  })
}

function matches({ field, text }: Term, row: Searchable): boolean {
  if (field === null) return row.text.includes(text)
  const value = row.field(field)
  return value === undefined ? row.text.includes(`${field}:${text}`) : value.toLowerCase().includes(text)
}
