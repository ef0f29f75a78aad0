import { closeSync, constants, fstatSync, lstatSync, openSync, readSync, type Stats } from 'node:fs'
import { errorCode, reasonOf } from './file-stamp.js'

/** What came of reading a file. */
export type SmallFile =
  | { readonly kind: 'file'; readonly stats: Stats; readonly bytes: Buffer }
  | { readonly kind: 'too-large'; readonly stats: Stats }
  /** A folder, a pipe, a device. */
  | { readonly kind: 'other'; readonly stats: Stats }
  | { readonly kind: 'link' }
  | { readonly kind: 'missing' }
  | { readonly kind: 'failed'; readonly reason: string }

// Not blocking: opening a pipe without a writer would hold up the whole process.
const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)

/**
 * Reads a regular file of at most `maxBytes`; links are not followed. Facts and bytes come from one open file,
 * so they belong together, and this takes fewer calls than stat and read.
 */
export function readSmallFile(path: string, maxBytes: number): SmallFile {
  try {
    // Where the system cannot refuse a link on opening it, a race is left; Windows is such a system.
    if (constants.O_NOFOLLOW === undefined && lstatSync(path).isSymbolicLink()) return { kind: 'link' }
    const descriptor = openSync(path, flags)
    try {
      return readOpen(descriptor, maxBytes)
    } finally {
      closeSync(descriptor)
    }
  } catch (error) {
    return failure(error)
  }
}

function readOpen(descriptor: number, maxBytes: number): SmallFile {
  const stats = fstatSync(descriptor)
  if (!stats.isFile()) return { kind: 'other', stats }
  if (stats.size > maxBytes) return { kind: 'too-large', stats }
  const bytes = Buffer.allocUnsafe(stats.size)
  let length = 0
  while (length < bytes.length) {
    const count = readSync(descriptor, bytes, length, bytes.length - length, length)
    if (count === 0) break
    length += count
  }
  return { kind: 'file', stats, bytes: bytes.subarray(0, length) }
}

function failure(error: unknown): SmallFile {
  const code = errorCode(error)
  if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'missing' }
  // With O_NOFOLLOW a link gives ELOOP, on BSD EMLINK; so does a circle of links on the way to it.
  if (code === 'ELOOP' || code === 'EMLINK') return { kind: 'link' }
  return { kind: 'failed', reason: reasonOf(error) }
}
