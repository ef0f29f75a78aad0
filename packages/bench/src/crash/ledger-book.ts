/** One line of the book that the template keeps. */
export interface LedgerLine {
  readonly action: 'create' | 'destroy'
  readonly key: string
  readonly address: string
  readonly id: string
}

/** Reads the book. @throws Error for a line that is none: a write was torn */
export function parseBook(text: string): readonly LedgerLine[] {
  return text
    .split('\n')
    .filter(line => line !== '')
    .map(line => {
      const [action, key, address, id, more] = line.split(' ')
      const isLine = (action === 'create' || action === 'destroy') && key && address && id
      if (!isLine || more !== undefined) throw new Error(`not a line of the book: ${line}`)
      return { action, key, address, id }
    })
}
