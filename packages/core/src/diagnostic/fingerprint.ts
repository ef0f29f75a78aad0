import { hashJson } from '../manifest/content-hash.js'
import type { Diagnostic } from './diagnostic.js'

/**
 * One fingerprint per diagnostic, 32 hex digits, that stays when lines are added above it: of the code, the file
 * and the place in the manifest's structure. Of several that are the same but for their lines each has its own.
 */
export function fingerprints(diagnostics: readonly Diagnostic[]): readonly string[] {
  const seen = new Map<string, number>()
  return diagnostics.map(({ code, file, pointer, message }) => {
    const key = { code, file, place: pointer ?? message }
    const base = hashJson(key)
    const count = seen.get(base) ?? 0
    seen.set(base, count + 1)
    return (count === 0 ? base : hashJson({ ...key, count })).slice(0, 32)
  })
}
