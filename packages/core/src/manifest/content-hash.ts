import { hash } from 'node:crypto'
import type { Manifest } from './manifest.js'

/**
 * SHA-256 of a manifest's canonical JSON, in hex: only what a manifest means counts, not how it is written.
 */
export function contentHash(manifest: Manifest): string {
  return hashJson(manifest)
}

/**
 * SHA-256 of a value's canonical JSON, in hex. The one use of a node: module outside of I/O: Web Crypto only
 * hashes asynchronously, which takes many times as long for a text of this size.
 */
export function hashJson(value: unknown): string {
  return hash('sha256', canonicalJson(value), 'hex')
}

/** JSON with sorted keys and nothing between its tokens (RFC 8785). Undefined properties are left out. */
export function canonicalJson(value: unknown): string {
  if (typeof value === 'string') return textJson(value)
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  const object = value as Readonly<Record<string, unknown>>
  let json = ''
  // By UTF-16 code units, as the RFC has it. Text is put together as it goes: a hot path of each scan.
  for (const key of Object.keys(object).sort()) {
    const item = object[key]
    if (item !== undefined) json += `${json === '' ? '' : ','}${textJson(key)}:${canonicalJson(item)}`
  }
  return `{${json}}`
}

/** Printable ASCII in which JSON escapes nothing. */
const plainText = /^[ !#-[\]-~]*$/

/** Nearly all texts are plain, and to see that takes half the time of a call of JSON.stringify. */
function textJson(text: string): string {
  return plainText.test(text) ? `"${text}"` : JSON.stringify(text)
}
