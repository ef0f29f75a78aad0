import { open } from 'node:fs/promises'
import type { ServerHome } from './server-home.js'

/** How a program of PostgreSQL is told where its data is; held open until the program has begun. */
export interface DataEntry extends AsyncDisposable {
  /** As given to `-D`. */
  readonly arg: string
  /** Descriptors that the program has to inherit, from 3 on. */
  readonly descriptors: readonly number[]
}

/**
 * Opens the way to a data directory. Root's server runs as an account that may be unable to walk the path
 * to its data (a clone below a 0700 home). It need not: root opens the folder, the server inherits the
 * descriptor, and /proc leads to what a descriptor stands for without a look at the folders above (proc(5)).
 * macOS has no /proc, there the account has to reach the path.
 */
export async function openDataEntry({ account }: ServerHome, path: string): Promise<DataEntry> {
  if (!account || process.platform !== 'linux') {
    return { arg: path, descriptors: [], [Symbol.asyncDispose]: () => Promise.resolve() }
  }
  const directory = await open(path, 'r')
  return {
    arg: '/proc/self/fd/3',
    descriptors: [directory.fd],
    [Symbol.asyncDispose]: () => directory.close(),
  }
}
