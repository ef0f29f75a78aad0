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

/**
 * The entries of a tree object as it is stored: mode, space, name, NUL, hash. Names that are not UTF-8 have
 * U+FFFD in them.
 */
export function* treeEntries(bytes: Buffer, hashBytes: number): Generator<GitEntry> {
  let start = 0
  while (start < bytes.length) {
    const space = bytes.indexOf(0x20, start)
    const end = bytes.indexOf(0, space)
    const next = end + 1 + hashBytes
    if (space === -1 || end === -1 || next > bytes.length) return
    yield {
      name: bytes.toString('utf8', space + 1, end),
      kind: kinds[bytes.toString('latin1', start, space)] ?? 'file',
      id: bytes.toString('hex', end + 1, next),
    }
    start = next
  }
}
