import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach } from 'mocha'

/** A directory of a test's own. */
export interface ScratchDir {
  readonly path: string
  /** Writes files, by path below it; a path that ends with `*` is executable. */
  write(files: Readonly<Record<string, string | Uint8Array>>): Promise<void>
}

/** Registers hooks that make a directory before each test and remove it afterwards. */
export function useScratchDir(): ScratchDir {
  let path = ''
  beforeEach(async () => {
    path = await mkdtemp(join(tmpdir(), 'waybill-core-'))
  })
  afterEach(() => rm(path, { recursive: true, force: true }))
  return {
    get path() {
      return path
    },
    async write(files) {
      for (const [name, contents] of Object.entries(files)) {
        const file = join(path, name.replace(/\*$/, ''))
        await mkdir(dirname(file), { recursive: true })
        await writeFile(file, contents)
        if (name.endsWith('*')) await chmod(file, 0o755)
      }
    },
  }
}
