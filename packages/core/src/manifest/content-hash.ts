import { createHash } from 'node:crypto'
import type { Manifest } from './manifest.js'

/**
 * SHA-256 of a manifest's canonical JSON, in hex: keys sorted, lists in order, no spaces (RFC 8785), so that
 * only what a manifest means counts, not how it is written. The one use of a node: module here; Web Crypto
 * hashes only asynchronously, which costs ten times as much for a text of this size.
 */
export function contentHash(manifest: Manifest): string {
  return hashJson(manifest)
}

/** SHA-256 of a value's canonical JSON, in hex. */
export function hashJson(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex')
}

/** JSON with sorted keys and nothing between its tokens (RFC 8785). Undefined properties are left out. */
export function canonicalJson(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  const entries = Object.entries(value).filter(([, item]) => item !== undefined)
  // By UTF-16 code units, as the RFC has it; no two keys are equal.
  entries.sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`).join(',')}}`
}
