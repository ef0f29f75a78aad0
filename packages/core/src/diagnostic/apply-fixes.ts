import type { Diagnostic } from './diagnostic.js'

/** Which fixes are applied: those that cannot change what is right, or also the likely ones. */
export interface ApplyFixesOptions {
  readonly file: string
  /** @default 'safe' */
  readonly which?: 'safe' | 'all'
}

/** A text with fixes applied. */
export interface FixedText {
  readonly bytes: Uint8Array
  /** Diagnostics whose fix is in it; a fix that overlaps with one before it waits for the next round. */
  readonly applied: readonly Diagnostic[]
}

/** Applies the fixes of diagnostics to the bytes of the file they were found in. */
export function applyFixes(
  bytes: Uint8Array,
  diagnostics: readonly Diagnostic[],
  { file, which = 'safe' }: ApplyFixesOptions,
): FixedText {
  const applied: Diagnostic[] = []
  const edits: Edit[] = []
  for (const diagnostic of diagnostics) {
    const { fix } = diagnostic
    if (!fix || (which === 'safe' && !fix.safe) || fix.edits.some(edit => edit.file !== file)) continue
    const added = fix.edits.map(({ range, newText }) => ({
      start: range.start.offset,
      end: range.end.offset,
      newText,
    }))
    if (added.some(edit => edits.some(other => overlaps(edit, other)))) continue
    edits.push(...added)
    applied.push(diagnostic)
  }
  return { bytes: applyEdits(bytes, edits), applied }
}

interface Edit {
  readonly start: number
  readonly end: number
  readonly newText: string
}

/** Two insertions at one place do too: their order is not known. */
function overlaps(a: Edit, b: Edit): boolean {
  return a.start === b.start || (a.start < b.end && b.start < a.end)
}

function applyEdits(bytes: Uint8Array, edits: readonly Edit[]): Uint8Array {
  const encoder = new TextEncoder()
  const parts: Uint8Array[] = []
  let done = 0
  for (const { start, end, newText } of edits.toSorted((a, b) => a.start - b.start)) {
    parts.push(bytes.subarray(done, start), encoder.encode(newText))
    done = end
  }
  return concatenate([...parts, bytes.subarray(done)])
}

function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let offset = 0
  for (const part of parts) {
    whole.set(part, offset)
    offset += part.length
  }
  return whole
}
