import { createHash } from 'node:crypto'
import { compareText } from '../catalog/compare-text.js'
import type { TemplateFile } from './template.js'

/**
 * The version of a template: SHA-256 over its files, in the order of their paths, in hex. Path, mode and length
 * are part of it, so that no two different folders have the same.
 */
export function templateVersionOf(files: readonly TemplateFile[]): string {
  const hash = createHash('sha256')
  for (const { path, executable, bytes } of [...files].sort((a, b) => compareText(a.path, b.path))) {
    hash.update(JSON.stringify([path, executable, bytes.length]))
    hash.update(bytes)
  }
  return hash.digest('hex')
}
