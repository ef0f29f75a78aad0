import { componentFileFindings } from '../../manifest/component-files.js'
import { readManifest } from '../../manifest/read-manifest.js'
import { manifestName } from '../manifest-name.js'
import type { GitFolder } from './git-folder.js'

/** Each round goes a link or a folder deeper; what is still missing then is loaded when it is asked for. */
const maxRounds = 8

/**
 * Loads what the checks of an app will ask for, which cannot wait: its manifest, and whatever the manifest's
 * components lead to. It is found out by asking what the checks ask, until everything has an answer.
 */
export async function loadFolder(folder: GitFolder): Promise<void> {
  await folder.load(manifestName)
  const { manifest } = folder
  if (manifest.kind !== 'file') return
  const value = readValue(manifest.bytes)
  for (let round = 0; round < maxRounds; round++) {
    const wanted = wantedPaths(value, folder)
    if (wanted.size === 0) return
    await Promise.all([...wanted].map(path => folder.load(path)))
  }
}

/** The value of a manifest, as far as it can be read. */
function readValue(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString())
  } catch {
    return readManifest(bytes, manifestName).value
  }
}

function wantedPaths(value: unknown, folder: GitFolder): ReadonlySet<string> {
  const wanted = new Set<string>()
  const ask = (path: string) => {
    if (folder.isLoaded(path)) return true
    wanted.add(path)
    return false
  }
  componentFileFindings(value, {
    folder: folder.folder,
    manifest: folder.manifest,
    inspect: path => (ask(path) ? folder.inspect(path) : { kind: 'file', size: 0 }),
    readText: path => (ask(path) ? folder.readText(path) : undefined),
    fingerprint: () => '',
  })
  return wanted
}
