import { realpathSync } from 'node:fs'
import { basename } from 'node:path'
import { WaybillError } from '../error/waybill-error.js'
import { type CheckedManifest, checkManifest } from '../manifest/check-manifest.js'
import { checkExtraRules, type ExtraRule } from '../manifest/extra-rule.js'
import { DirectoryFolder } from './directory-folder.js'

/** How one app folder is checked. */
export interface CheckFolderOptions {
  /** The manifest, where it is another one than on disk: what an editor holds. */
  readonly manifest?: Uint8Array
  /** Rules beside Waybill's own. @default none */
  readonly extraRules?: readonly ExtraRule[]
}

/**
 * Checks one app folder without the others: its manifest, and the files that it speaks of.
 * @throws WaybillError `SOURCE_UNAVAILABLE` when the folder is not there
 */
export function checkFolder(directory: string, options: CheckFolderOptions = {}): CheckedManifest {
  const { manifest, extraRules = [] } = options
  checkExtraRules(extraRules)
  const real = resolveDirectory(directory)
  const folder = new DirectoryFolder({ folder: basename(real), directory: real, now: Date.now() })
  if (manifest === undefined) return checkManifest(folder, { extraRules })
  const held = {
    folder: folder.folder,
    manifest: { kind: 'file', bytes: manifest },
    inspect: (path: string) => folder.inspect(path),
    readText: (path: string) => folder.readText(path),
    fingerprint: () => folder.fingerprint(),
  } as const
  return checkManifest(held, { extraRules })
}

function resolveDirectory(directory: string): string {
  try {
    return realpathSync.native(directory)
  } catch (error) {
    throw new WaybillError('SOURCE_UNAVAILABLE', `There is no folder ${directory}.`, { cause: error })
  }
}
