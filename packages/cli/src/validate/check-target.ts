import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkFolder, type Diagnostic, type ExtraRule, scan } from '@waybill/core/manifest'
import { type FixKind, fixManifest } from './fix-manifest.js'
import { type Target, withNamesakes } from './target.js'

/** One app folder as it was found, its files named as in the directory. */
interface CheckedApp {
  readonly folder: string
  readonly file: string
  readonly diagnostics: readonly Diagnostic[]
}

/** What was found in a directory. */
export interface CheckedTarget {
  readonly directory: string
  readonly apps: readonly CheckedApp[]
  /** Of the apps, and of folders that are none. */
  readonly diagnostics: readonly Diagnostic[]
}

/** What a fix makes of a manifest. */
export interface ManifestChange {
  /** Absolute. */
  readonly path: string
  /** As the directory has it. */
  readonly file: string
  readonly before: Uint8Array
  readonly after: Uint8Array
  readonly fixed: readonly Diagnostic[]
}

/** Scans a target. Of some folders, those are read as well whose slug they share. */
export async function checkTarget(
  { directory, folders }: Target,
  extraRules: readonly ExtraRule[],
): Promise<CheckedTarget> {
  if (folders === undefined) return { directory, ...(await scan(directory, { extraRules, lean: true })) }
  const result = await scan(directory, { folders: withNamesakes(directory, folders), extraRules, lean: true })
  const apps = result.apps.filter(({ folder }) => folders.has(folder))
  return { directory, apps, diagnostics: apps.flatMap(({ diagnostics }) => diagnostics) }
}

/** What fixes would make of the manifests of a target; nothing is written. */
export function planFixes(
  { directory, apps }: CheckedTarget,
  options: { readonly which: FixKind; readonly extraRules: readonly ExtraRule[] },
): readonly ManifestChange[] {
  const { which, extraRules } = options
  return apps.flatMap(({ folder, file, diagnostics }): ManifestChange[] => {
    if (!diagnostics.some(({ fix }) => fix)) return []
    const path = join(directory, file)
    const before = readFileSync(path)
    const check = (manifest: Uint8Array) => checkFolder(join(directory, folder), { manifest, extraRules })
    const { bytes, fixed } = fixManifest(before, { check, which })
    return fixed.length === 0 ? [] : [{ path, file, before, after: bytes, fixed }]
  })
}
