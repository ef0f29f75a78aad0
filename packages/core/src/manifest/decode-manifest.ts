import type { Diagnostic } from '../diagnostic/diagnostic.js'
import { makeDiagnostic } from '../diagnostic/make-diagnostic.js'
import { positionsOf } from './text-positions.js'

/** A manifest has at most this many bytes. */
export const maxManifestBytes = 1_048_576

/** A decoded manifest; `bomBytes` is what was left out at its start. */
export interface ManifestText {
  readonly text: string
  readonly bomBytes: 0 | 3
}

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const encoder = new TextEncoder()

/** The text of a manifest, or the one diagnostic that says why there is none. */
export function decodeManifest(input: string | Uint8Array, file: string): ManifestText | Diagnostic {
  const size = typeof input === 'string' ? byteLength(input) : input.length
  if (size > maxManifestBytes) return tooLarge(size, file)
  if (typeof input === 'string') return withoutBom(input)
  try {
    return withoutBom(strict.decode(input))
  } catch {
    // The decoder says that there is a bad byte, not where.
    return invalidUtf8(input, file)
  }
}

/** The diagnostic of a manifest that is not read because of its size in bytes. */
export function tooLarge(size: number, file: string): Diagnostic {
  return makeDiagnostic('manifest-too-large', {
    file,
    message: `The manifest has ${size} bytes; at most ${maxManifestBytes} are read.`,
    help: 'Move long texts and data out of the manifest.',
  })
}

/** Exact where it matters: no text has fewer bytes than characters, none more than three for each. */
function byteLength(text: string): number {
  if (text.length > maxManifestBytes || text.length * 3 <= maxManifestBytes) return text.length
  return encoder.encode(text).length
}

function withoutBom(text: string): ManifestText {
  return text.charCodeAt(0) === 0xfeff ? { text: text.slice(1), bomBytes: 3 } : { text, bomBytes: 0 }
}

function invalidUtf8(bytes: Uint8Array, file: string): Diagnostic {
  const offset = firstBadByte(bytes)
  const { text, bomBytes } = withoutBom(strict.decode(bytes.subarray(0, offset)))
  const start = positionsOf(text, bomBytes).position(text.length)
  const end = { ...start, column: start.column + 1, offset: start.offset + 1 }
  const hex = (bytes[offset] ?? 0).toString(16).toUpperCase().padStart(2, '0')
  return makeDiagnostic('invalid-utf8', {
    file,
    range: { start, end },
    message: `Byte 0x${hex} is not valid UTF-8.`,
    help: encodingHelp(bytes),
  })
}

function encodingHelp(bytes: Uint8Array): string {
  const mark = `${bytes[0]},${bytes[1]}`
  if (mark === '255,254' || mark === '254,255') return 'The file looks like UTF-16; save it as UTF-8.'
  return 'Save the file as UTF-8; it may be in an older encoding such as Windows-1252.'
}

/** Where the first ill-formed sequence starts. Whether a prefix is well-formed is monotone, so it is searched for by halves. */
function firstBadByte(bytes: Uint8Array): number {
  let good = 0
  let bad = bytes.length + 1
  while (bad - good > 1) {
    const middle = (good + bad) >> 1
    if (isPrefix(bytes.subarray(0, middle))) good = middle
    else bad = middle
  }
  let start = good
  while (!isWhole(bytes.subarray(0, start))) start--
  return Math.min(start, bytes.length - 1)
}

/** Well-formed as far as it goes; a sequence cut at the end may go on. */
function isPrefix(bytes: Uint8Array): boolean {
  return decodes(bytes, { stream: true })
}

function isWhole(bytes: Uint8Array): boolean {
  return decodes(bytes, { stream: false })
}

function decodes(bytes: Uint8Array, options: { readonly stream: boolean }): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, options)
    return true
  } catch {
    return false
  }
}
