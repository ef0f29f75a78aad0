import type { ManifestFile, SourceFolder } from './source.js'

/** A folder that is not looked into. Without a fingerprint it is looked at each time. */
export function closedFolder(folder: string, manifest: ManifestFile, fingerprint = ''): SourceFolder {
  return {
    folder,
    manifest,
    inspect: () => ({ kind: 'outside' }),
    readText: () => undefined,
    fingerprint: () => fingerprint,
  }
}

/** Folders that are never apps. */
export function isLeftOut(name: string): boolean {
  return name.startsWith('.') || name === 'node_modules'
}
