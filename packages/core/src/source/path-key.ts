import { posix, sep } from 'node:path'
import type { PathFact } from './source.js'

/** Longer paths exist on no common file system. */
const maxPathLength = 4096

/** A path that is already as it is kept; it starts with no dot, so it has no detours. */
const plainPath = /^(?:[\w-][\w.-]*\/)*[\w-][\w.-]*$/

/** A path below an app's folder as it is kept, relative and without detours, or what can be said of it without a look. */
export function pathKey(path: string): string | PathFact {
  if (path.length < 100 && plainPath.test(path)) return path
  const plain = posix.normalize(sep === '\\' ? path.replaceAll('\\', '/') : path).replace(/\/$/, '')
  if (plain === '..' || plain.startsWith('../') || plain.startsWith('/')) return { kind: 'outside' }
  return plain.length > maxPathLength ? { kind: 'unreadable', reason: 'its name is too long' } : plain
}
