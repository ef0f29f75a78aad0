import { fileURLToPath } from 'node:url'

const root = new URL('../../../../', import.meta.url)

/** A path of the repository, seen from the compiled file: benches run in a clone only. */
export function inRepository(path: string): string {
  return fileURLToPath(new URL(path, root))
}
