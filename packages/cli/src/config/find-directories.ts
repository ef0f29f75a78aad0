import { existsSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

/** Which apps directory holds, and why. `path` is absent when there is none: the catalog is empty then. */
export interface AppsDirectory {
  readonly path: string | undefined
  readonly why: string
}

/**
 * A directory that was asked for is taken as it is, there or not. Otherwise `../../apps` if it exists (the
 * original's default), else the nearest `apps/` upward, not beyond the Git root.
 */
export function findAppsDirectory(cwd: string, asked: string | undefined): AppsDirectory {
  if (asked !== undefined) return { path: resolve(cwd, asked), why: 'APPS_DIR' }
  const original = resolve(cwd, '../../apps')
  if (isDirectory(original)) return { path: original, why: 'default ../../apps' }
  for (const directory of upward(cwd)) {
    const apps = join(directory, 'apps')
    if (isDirectory(apps)) return { path: apps, why: 'nearest apps/ upward' }
    if (existsSync(join(directory, '.git'))) break
  }
  return { path: undefined, why: 'no apps/ up to the Git root; set APPS_DIR' }
}

/** The data directory: what was asked for, else the nearest `.waybill` upward, else `.waybill` here. */
export function findDataDirectory(cwd: string, asked: string | undefined): string {
  if (asked !== undefined) return resolve(cwd, asked)
  for (const directory of upward(cwd)) {
    const data = join(directory, '.waybill')
    if (isDirectory(data)) return data
  }
  return join(cwd, '.waybill')
}

/** The templates directory: what was asked for, else `templates/` beside the apps directory if it is there. */
export function findTemplatesDirectory(
  cwd: string,
  asked: string | undefined,
  apps: string | undefined,
): string | undefined {
  if (asked !== undefined) return resolve(cwd, asked)
  if (apps === undefined) return undefined
  const beside = join(dirname(apps), 'templates')
  return isDirectory(beside) ? beside : undefined
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
}

function* upward(from: string): Generator<string> {
  let directory = from
  while (true) {
    yield directory
    const parent = dirname(directory)
    if (parent === directory) return
    directory = parent
  }
}
