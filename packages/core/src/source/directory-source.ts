import { lstatSync, readdirSync, realpathSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { WaybillError } from '../error/waybill-error.js'
import { createBreather } from './breather.js'
import { closedFolder, isLeftOut } from './closed-folder.js'
import { DirectoryFolder } from './directory-folder.js'
import { errorCode, reasonOf } from './file-stamp.js'
import { isUnchanged } from './fingerprint.js'
import { isBelow } from './is-below.js'
import type { Source, SourceEntry, SourceReadOptions } from './source.js'
import { watchDirectory } from './watch-directory.js'

/** Folders read in full per batch; whoever takes them parses them before the event loop is free again. */
const maxBatch = 32

/**
 * The apps in the folders of a directory, one level deep; dot folders, `node_modules` and files are left out,
 * links are followed as far as they stay inside. It is read anew each time, in the order of the names, with
 * synchronous calls: on a warm cache they take a sixth of the time of asynchronous ones. After 10 ms of them the
 * event loop gets its turn.
 */
export function directorySource(directory: string): Source {
  const location = resolve(directory)
  return {
    info: { kind: 'directory', location },
    read: options => readDirectory(location, options),
    watch: options => watchDirectory(location, options),
  }
}

async function* readDirectory(
  location: string,
  { known, folders, signal }: SourceReadOptions,
): AsyncGenerator<readonly SourceEntry[]> {
  signal?.throwIfAborted()
  const root = openRoot(location)
  const breathe = createBreather()
  let batch: SourceEntry[] = []
  let inFull = 0
  let hasVanished = false
  for (const entry of folders ? findFolders({ root, location }, folders) : listFolders(root, location)) {
    const found = readEntry(root, entry, known.get(entry.name))
    if (found === 'vanished') hasVanished = true
    else if (found) batch.push(found)
    if (found && found !== 'vanished' && !found.unchanged) inFull++
    const isTired = breathe.isDue()
    if (inFull < maxBatch && !isTired) continue
    yield batch
    batch = []
    inFull = 0
    if (isTired) await breathe.turn()
    signal?.throwIfAborted()
  }
  // Folders may go while they are read. But if it is the whole directory, say a disk, this is no result.
  if (hasVanished) openRoot(location)
  yield batch
}

/** The directory with its links resolved. */
function openRoot(location: string): string {
  try {
    const root = realpathSync.native(location)
    if (statSync(root).isDirectory()) return root
  } catch (error) {
    throw unavailable(location, error)
  }
  throw new WaybillError('SOURCE_UNAVAILABLE', `The apps directory ${location} is not a directory.`, {
    hint: 'Name the directory that holds one folder per app.',
  })
}

function unavailable(location: string, error: unknown): WaybillError {
  const isAbsent = errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR'
  const message = isAbsent ? 'does not exist' : `cannot be read: ${reasonOf(error)}`
  return new WaybillError('SOURCE_UNAVAILABLE', `The apps directory ${location} ${message}.`, {
    hint: isAbsent
      ? 'Create it, or name the directory that holds one folder per app.'
      : 'Let the user that Waybill runs as list and enter it.',
    cause: error,
  })
}

/** A folder of the directory, or a link that may lead to one. */
interface FolderEntry {
  readonly name: string
  readonly isLink: boolean
}

function listFolders(root: string, location: string): readonly FolderEntry[] {
  try {
    return readdirSync(root, { withFileTypes: true })
      .filter(entry => (entry.isDirectory() || entry.isSymbolicLink()) && !isLeftOut(entry.name))
      .map(entry => ({ name: entry.name, isLink: entry.isSymbolicLink() }))
      .sort(byName)
  } catch (error) {
    throw unavailable(location, error)
  }
}

/** Those of some names, without listing all: in a directory of many that takes longer than all the rest. */
function findFolders(
  { root, location }: { readonly root: string; readonly location: string },
  names: ReadonlySet<string>,
): readonly FolderEntry[] {
  const found: FolderEntry[] = []
  for (const name of names) {
    // No name that a listing would give: it could lead elsewhere.
    if (name === '' || isLeftOut(name) || name.includes('/') || name.includes('\0')) continue
    const entry = lookAt(root, name)
    // Names that are not UTF-8 are listed with U+FFFD in them, and cannot be asked for.
    if (entry === 'unclear' || (entry === undefined && name.includes('\ufffd')))
      return listFolders(root, location).filter(other => names.has(other.name))
    if (entry !== undefined) found.push(entry)
  }
  return found.sort(byName)
}

function lookAt(root: string, name: string): FolderEntry | 'unclear' | undefined {
  try {
    const stats = lstatSync(`${root}/${name}`, { throwIfNoEntry: false })
    if (stats === undefined || !(stats.isDirectory() || stats.isSymbolicLink())) return undefined
    return { name, isLink: stats.isSymbolicLink() }
  } catch {
    return 'unclear'
  }
}

const byName = (a: FolderEntry, b: FolderEntry) => (a.name < b.name ? -1 : 1)

/** Undefined for what is no folder. */
function readEntry(
  root: string,
  entry: FolderEntry,
  known: string | undefined,
): SourceEntry | 'vanished' | undefined {
  const folder = entry.name
  const path = `${root}/${folder}`
  const directory = entry.isLink ? resolveFolder(path, root) : path
  if (directory === undefined) return undefined
  if (directory === 'outside')
    return { folder, unchanged: false, contents: closedFolder(folder, { kind: 'outside' }) }
  if (known !== undefined && isUnchanged(directory, known)) return { folder, unchanged: true }
  const contents = new DirectoryFolder({ folder, directory, now: Date.now() })
  if (contents.manifest.kind === 'missing' && !isThere(directory)) return missingFolder(folder)
  return { folder, unchanged: false, contents }
}

/** What a link to a folder leads to; undefined when it leads nowhere, or to a file. */
function resolveFolder(path: string, root: string): string | 'outside' | undefined {
  try {
    const real = realpathSync.native(path)
    if (!statSync(real).isDirectory()) return undefined
    return isBelow(real, root) ? real : 'outside'
  } catch {
    return undefined
  }
}

function isThere(directory: string): boolean {
  return lstatSync(directory, { throwIfNoEntry: false }) !== undefined
}

/** The name stands in the directory, but leads to nothing: it is gone, or was never valid UTF-8. */
function missingFolder(folder: string): SourceEntry | 'vanished' {
  if (!folder.includes('\ufffd')) return 'vanished'
  const manifest = { kind: 'unreadable', reason: 'the name of its folder is not UTF-8' } as const
  return { folder, unchanged: false, contents: closedFolder(folder, manifest) }
}
