import type { RuleExample } from '../../src/diagnostic/rule.js'

/** One file of an example, made real: its bytes, the target of a link, or an empty folder. */
export type ExampleEntry =
  | { readonly kind: 'file'; readonly bytes: Uint8Array }
  | { readonly kind: 'link'; readonly target: string }
  | { readonly kind: 'folder' }

/** The bytes that an example's text stands for: `⟨a×101⟩` repeats, `⟨0xFF⟩` is one byte. */
export function exampleBytes(text: string): Uint8Array {
  const repeated = text.replace(/⟨((?:(?!⟩|×).)+)×(\d+)⟩/gs, (_, part: string, times: string) =>
    part.includes('#') ? numbered(part, Number(times)) : part.repeat(Number(times)),
  )
  const parts = repeated.split(/⟨0x([0-9A-F]{2})⟩/)
  return Buffer.concat(
    parts.map((part, index) => (index % 2 === 0 ? Buffer.from(part) : Buffer.from(part, 'hex'))),
  )
}

function numbered(part: string, times: number): string {
  return Array.from({ length: times }, (_, index) => part.replaceAll('#', String(index))).join('')
}

/** The files of an example by path, relative to the apps directory. */
export function exampleEntries(example: Exclude<RuleExample, string>): ReadonlyMap<string, ExampleEntry> {
  return new Map(
    Object.entries(example).map(([path, content]) => [path.replace(/\/$/, ''), entryOf(path, content)]),
  )
}

function entryOf(path: string, content: string): ExampleEntry {
  if (path.endsWith('/')) return { kind: 'folder' }
  const target = /^-> (.*)$/.exec(content)?.[1]
  return target === undefined ? { kind: 'file', bytes: exampleBytes(content) } : { kind: 'link', target }
}
