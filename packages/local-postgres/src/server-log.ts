import { type FileHandle, open, rename, stat } from 'node:fs/promises'
import { errorCodeOf } from './local-postgres-error.js'

const ROTATE_BYTES = 1024 * 1024
const TAIL_BYTES = 8 * 1024
const TAIL_LINES = 20

/**
 * Opens the log for a server to append to. A log over 1 MiB becomes `<file>.old` first, which is only
 * done here: a running server keeps its descriptor.
 */
export async function openServerLog(path: string): Promise<FileHandle> {
  if ((await sizeOf(path)) > ROTATE_BYTES) await rename(path, `${path}.old`)
  return open(path, 'a', 0o600)
}

/** The last 20 lines that were written after `offset` (bytes), for a message. */
export async function readLogTail(path: string, offset = 0): Promise<string> {
  const size = await sizeOf(path)
  const from = Math.max(offset, size - TAIL_BYTES)
  if (size <= from) return ''
  await using file = await open(path, 'r')
  const { buffer, bytesRead } = await file.read(Buffer.alloc(size - from), 0, size - from, from)
  return lastLines(buffer.toString('utf8', 0, bytesRead))
}

/** The last 20 lines of a text, without empty ones. */
export function lastLines(text: string): string {
  const lines = text.split('\n').filter(line => line.trim() !== '')
  return lines.slice(-TAIL_LINES).join('\n')
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size
  } catch (error) {
    if (errorCodeOf(error) === 'ENOENT') return 0
    throw error
  }
}
