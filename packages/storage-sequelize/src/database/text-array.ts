/** The type id of `text` (https://www.postgresql.org/docs/current/catalog-pg-type.html, pg_type.dat). */
const textOid = 25
const headerBytes = 20
const lengthBytes = 4

/**
 * A `text[]` as PostgreSQL sends and receives it in binary (`array_send` in its arrayfuncs.c): pg passes a Buffer
 * on as it is. For bulk writes: it takes Node as long to make as JSON does, and PostgreSQL half as long to read.
 * NUL characters and halves of surrogate pairs, which it cannot hold, become U+FFFD.
 */
export function textArray(values: readonly (string | null | undefined)[]): Buffer {
  const texts = values.map(value => (value === null || value === undefined ? undefined : storableText(value)))
  const buffer = Buffer.allocUnsafe(sizeOf(texts))
  let end = writeHeader(buffer, texts.length)
  for (const text of texts) {
    const length = text === undefined ? -1 : buffer.write(text, end + lengthBytes)
    end = buffer.writeInt32BE(length, end) + Math.max(0, length)
  }
  return buffer
}

/** Text without NUL characters. */
export function storableText(text: string): string {
  return text.includes('\0') ? text.replaceAll('\0', '\ufffd') : text
}

/** To the byte: room for the longest possible texts would be three times as much, 40 MB for 10,000 apps. */
function sizeOf(texts: readonly (string | undefined)[]): number {
  let size = headerBytes
  for (const text of texts) size += lengthBytes + (text === undefined ? 0 : Buffer.byteLength(text))
  return size
}

/** One dimension, with NULLs, of texts, counted from 1. */
function writeHeader(buffer: Buffer, count: number): number {
  const fields = [1, 1, textOid, count, 1]
  return fields.reduce((at, field) => buffer.writeInt32BE(field, at), 0)
}
