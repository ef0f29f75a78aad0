import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { findAppsDirectory, findDataDirectory, findTemplatesDirectory } from '../config/find-directories.js'

/**
 * Names for a shell's Tab key, fast: from the disk, without settings' schema, yargs or a database. Apps are the
 * folders with a manifest, workspaces those that were listed last.
 */
export function completeNames(kind: string, env: NodeJS.ProcessEnv, cwd: string): readonly string[] {
  const apps = findAppsDirectory(cwd, env.APPS_DIR || undefined).path
  if (kind === 'apps') return apps === undefined ? [] : foldersWith(apps, 'app-manifest.json').map(slugOf)
  if (kind === 'templates') {
    const templates = findTemplatesDirectory(cwd, env.WAYBILL_TEMPLATES_DIR || undefined, apps)
    return ['simulated', ...(templates === undefined ? [] : foldersWith(templates, 'template.json'))]
  }
  if (kind !== 'workspaces') return []
  const file = namesFile(findDataDirectory(cwd, env.WAYBILL_DATA_DIR || undefined))
  return existsSync(file)
    ? readFileSync(file, 'utf8')
        .split('\n')
        .filter(name => name !== '')
    : []
}

/** Remembers the names of workspaces for the Tab key, where there is a data directory. */
export function rememberWorkspaces(dataDir: string, names: readonly string[]): void {
  if (!existsSync(dataDir)) return
  const file = namesFile(dataDir)
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    writeFileSync(file, names.map(name => `${name}\n`).join(''))
  } catch {
    // A directory of somebody else's: then there is nothing to complete, and nothing is lost.
  }
}

function namesFile(dataDir: string): string {
  return join(resolve(dataDir), 'completion', 'workspaces')
}

/** Folders that are looked into; more would take too long. */
const mostLookedAt = 500

function foldersWith(directory: string, file: string): readonly string[] {
  if (!existsSync(directory)) return []
  const names = readdirSync(directory, { withFileTypes: true })
    .filter(entry => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => name)
  // The Tab key waits: of very many folders nearly all are what they seem.
  return names.length > mostLookedAt ? names : names.filter(name => existsSync(join(directory, name, file)))
}

/** What a slug is for nearly all names; the others are left to be typed. */
function slugOf(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
}
