import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { makeApp } from './make-app.js'

/** Which catalog; equal ones are the same files on every machine. */
export interface CatalogSize {
  readonly apps: number
  readonly seed: number
}

/** How a catalog is brought onto the disk. */
export interface CatalogDirectoryOptions extends CatalogSize {
  readonly signal: AbortSignal
  readonly onProgress: (message: string) => void
  /** @default a folder of the system's temporary directory */
  readonly cacheDir?: string
}

/** Where catalogs are kept between runs; `removeCatalogs` empties it. */
export const defaultCacheDir = join(tmpdir(), 'waybill-bench-catalogs')

/** The files of an earlier form of `makeApp` are not taken for those of this one. */
const generatorVersion = 1

const batch = 200

/** The apps directory of a catalog, written the first time it is asked for. */
export async function catalogDirectory(options: CatalogDirectoryOptions): Promise<string> {
  const { apps, seed, cacheDir = defaultCacheDir } = options
  const directory = join(cacheDir, `v${generatorVersion}-${apps}-seed-${seed}`)
  if (existsSync(directory)) return directory
  options.onProgress(`Writing ${apps} apps into ${directory} (kept; the command "clean" removes them) …`)
  const unfinished = `${directory}.${process.pid}`
  try {
    for (let from = 0; from < apps; from += batch) {
      await setImmediate()
      options.signal.throwIfAborted()
      for (let index = from; index < Math.min(from + batch, apps); index += 1)
        writeApp(unfinished, seed, index)
    }
    renameSync(unfinished, directory)
  } finally {
    rmSync(unfinished, { recursive: true, force: true })
  }
  return directory
}

/** Writes one app as it was generated, also over a changed one. */
export function writeApp(directory: string, seed: number, index: number): void {
  const { folder, files } = makeApp(seed, index)
  for (const [path, text] of files) {
    const file = join(directory, folder, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
  }
}

/** Removes every catalog that was written. */
export function removeCatalogs(cacheDir: string = defaultCacheDir): void {
  rmSync(cacheDir, { recursive: true, force: true })
}
