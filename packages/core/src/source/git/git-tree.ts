/** What an entry of a tree is. */
export type GitEntryKind = 'file' | 'folder' | 'link' | 'submodule'

/** One entry of a tree. */
export interface GitEntry {
  readonly name: string
  readonly kind: GitEntryKind
  /** Hash of the object, in hex. */
  readonly id: string
}

const kinds: Readonly<Record<string, GitEntryKind>> = {
  '40000': 'folder',
  '040000': 'folder',
  '120000': 'link',
  '160000': 'submodule',
}

/** Where an entry is in the bytes of a tree: mode, space, name, NUL, hash. */
interface EntryPlace {
  readonly bytes: Buffer
  readonly start: number
  /** Of the space behind the mode. */
  readonly space: number
  /** Of the NUL behind the name. */
  readonly nul: number
  readonly end: number
}

/** The entry that begins there; undefined where no whole one does. Loops over bytes: `indexOf` takes ten times as long. */
function placeAt(bytes: Buffer, start: number, hashBytes: number): EntryPlace | undefined {
  let space = start
  while (space < bytes.length && bytes[space] !== 0x20) space += 1
  let nul = space
  while (nul < bytes.length && bytes[nul] !== 0) nul += 1
  const end = nul + 1 + hashBytes
  return end > bytes.length ? undefined : { bytes, start, space, nul, end }
}

function entryAt({ bytes, start, space, nul, end }: EntryPlace): GitEntry {
  return {
    name: bytes.toString('utf8', space + 1, nul),
    kind: kinds[bytes.toString('latin1', start, space)] ?? 'file',
    id: bytes.toString('hex', nul + 1, end),
  }
}

/**
 * The entries of a tree object as it is stored: mode, space, name, NUL, hash. Names that are not UTF-8 have
 * U+FFFD in them.
 */
export function* treeEntries(bytes: Buffer, hashBytes: number): Generator<GitEntry> {
  for (let place = placeAt(bytes, 0, hashBytes); place; place = placeAt(bytes, place.end, hashBytes))
    yield entryAt(place)
}

/** An entry that differs between two trees; `after` is absent when it is gone. */
export interface EntryChange {
  readonly name: string
  readonly after: GitEntry | undefined
}

/** What differs between two trees of one repository, by their bytes: what is equal is not even taken apart. */
export function diffTrees(before: Buffer, after: Buffer, hashBytes: number): readonly EntryChange[] {
  const changes: EntryChange[] = []
  const at = { before: 0, after: 0 }
  for (;;) {
    skipEqual({ before, after, hashBytes }, at)
    const old = placeAt(before, at.before, hashBytes)
    const now = placeAt(after, at.after, hashBytes)
    if (!(old || now)) break
    const order = compareNames(old, now)
    if (order < 0 && old) changes.push({ name: entryAt(old).name, after: undefined })
    else if (now) {
      const entry = entryAt(now)
      changes.push({ name: entry.name, after: entry })
    }
    if (order <= 0 && old) at.before = old.end
    if (order >= 0 && now) at.after = now.end
  }
  // A folder in the place of a file is sorted elsewhere: then it is gone and there, and what is there holds.
  const there = new Set(changes.flatMap(({ name, after: entry }) => (entry === undefined ? [] : name)))
  return changes.filter(({ name, after: entry }) => entry !== undefined || !there.has(name))
}

/** Goes on to the first entry that is not the same in both. */
function skipEqual(
  { before, after, hashBytes }: Readonly<Record<'before' | 'after', Buffer>> & { readonly hashBytes: number },
  at: { before: number; after: number },
): void {
  const most = Math.min(before.length - at.before, after.length - at.after)
  let equal = 0
  while (equal < most && before[at.before + equal] === after[at.after + equal]) equal += 1
  const last = at.before + equal
  for (;;) {
    let end = at.before
    while (end < last && before[end] !== 0) end += 1
    end += 1 + hashBytes
    if (end > last) return
    at.after += end - at.before
    at.before = end
  }
}

/** In the order of trees: by bytes, as if the names of folders ended with a slash. What is absent comes last. */
function compareNames(a: EntryPlace | undefined, b: EntryPlace | undefined): number {
  if (a === undefined || b === undefined) return a === undefined ? 1 : -1
  const most = Math.max(a.nul - a.space, b.nul - b.space)
  for (let offset = 1; offset <= most; offset += 1) {
    const difference = nameByte(a, offset) - nameByte(b, offset)
    if (difference !== 0) return difference
  }
  return 0
}

function nameByte({ bytes, start, space, nul }: EntryPlace, offset: number): number {
  const index = space + offset
  if (index < nul) return bytes[index] ?? 0
  return index === nul && isFolderMode(bytes, start, space) ? 0x2f : 0
}

/** The modes of folders begin with a 4, without or with a zero in front. */
function isFolderMode(bytes: Buffer, start: number, space: number): boolean {
  return bytes[start] === 0x34 || (space - start === 6 && bytes[start] === 0x30 && bytes[start + 1] === 0x34)
}
