import { existsSync, readdirSync, statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { slugify, WaybillError } from '@waybill/core/manifest'
import { globSync, isDynamicPattern } from 'tinyglobby'

/** What is checked of an apps directory: all of it, or some of its folders. */
export interface Target {
  readonly directory: string
  readonly folders?: ReadonlySet<string>
}

const manifestName = 'app-manifest.json'

/**
 * What paths and globs mean: a manifest or another file of an app folder, an app folder, or an apps directory.
 * @throws WaybillError `SOURCE_UNAVAILABLE` for a path or glob with nothing behind it
 */
export function findTargets(paths: readonly string[], cwd: string): readonly Target[] {
  const whole = new Set<string>()
  const folders = new Map<string, Set<string>>()
  for (const path of paths.flatMap(one => expand(one, cwd))) {
    const folder = statSync(path).isFile() ? dirname(path) : path
    if (!existsSync(join(folder, manifestName)) && folder === path) whole.add(folder)
    else {
      const directory = dirname(folder)
      folders.set(directory, (folders.get(directory) ?? new Set()).add(basename(folder)))
    }
  }
  return [
    ...[...whole].map(directory => ({ directory })),
    ...[...folders]
      .filter(([directory]) => !whole.has(directory))
      .map(([directory, names]) => ({ directory, folders: names })),
  ]
}

function expand(path: string, cwd: string): readonly string[] {
  const absolute = resolve(cwd, path)
  if (existsSync(absolute)) return [absolute]
  const found = isDynamicPattern(path) ? globSync(path, { cwd, absolute: true, onlyFiles: false }) : []
  if (found.length > 0) return found.map(one => resolve(one))
  throw new WaybillError('SOURCE_UNAVAILABLE', `There is nothing at ${path}.`, {
    hint: 'Name a manifest, an app folder or an apps directory; globs go in quotes.',
  })
}

/** The folders that have to be read to check some: they, and those whose slug they may share. */
export function withNamesakes(directory: string, folders: ReadonlySet<string>): ReadonlySet<string> {
  const slugs = new Set([...folders].map(slugify))
  return new Set([...folders, ...readdirSync(directory).filter(name => slugs.has(slugify(name)))])
}
