/** The type id of `text` (https://www.postgresql.org/docs/current/catalog-pg-type.html, pg_type.dat). */
const textOid = 25
const headerBytes = 20
const lengthBytes = 4
/** No character of a JavaScript string takes more in UTF-8. */
const mostBytesPerUnit = 3

/**
 * A `text[]` as PostgreSQL sends and receives it in binary (`array_send` in its arrayfuncs.c): pg passes a Buffer
 * on as it is. For bulk writes: it takes Node as long to make as JSON does, and PostgreSQL half as long to read.
 * NUL characters and halves of surrogate pairs, which it cannot hold, become U+FFFD.
 */
export function textArray(values: readonly (string | null | undefined)[]): Buffer {
  const buffer = Buffer.allocUnsafe(largestSize(values))
  let end = writeHeader(buffer, values.length)
  for (const value of values) {
    const length =
      value === null || value === undefined ? -1 : buffer.write(storableText(value), end + lengthBytes)
    end = buffer.writeInt32BE(length, end) + Math.max(0, length)
  }
  return buffer.subarray(0, end)
}

/** Text without NUL characters. */
export function storableText(text: string): string {
  return text.includes('\0') ? text.replaceAll('\0', '\ufffd') : text
}

function largestSize(values: readonly (string | null | undefined)[]): number {
  let size = headerBytes
  for (const value of values) size += lengthBytes + (value?.length ?? 0) * mostBytesPerUnit
  return size
}

/** One dimension, with NULLs, of texts, counted from 1. */
function writeHeader(buffer: Buffer, count: number): number {
  const fields = [1, 1, textOid, count, 1]
  return fields.reduce((at, field) => buffer.writeInt32BE(field, at), 0)
}
