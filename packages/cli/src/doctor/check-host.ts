import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { LoadedSettings } from '../config/load-settings.js'
import { findLocalServer } from '../wiring/local-server.js'
import { openServer } from '../wiring/open-server.js'
import type { Project } from '../wiring/project.js'
import { attempt, type Check } from './check.js'

/** Whether the settings fit. */
export function checkSettings(loaded: LoadedSettings): Check {
  const [first, ...more] = loaded.problems
  if (first) {
    const found = `${first.message}${more.length > 0 ? ` (and ${more.length} more)` : ''}`
    return {
      name: 'settings',
      state: 'bad',
      found,
      mend: '`waybill config` shows each and where it comes from.',
    }
  }
  const [note] = loaded.notes
  return note
    ? { name: 'settings', state: 'warn', found: note, mend: '`waybill config` lists all settings.' }
    : { name: 'settings', state: 'ok', found: 'all fit' }
}

/** Node.js: 20.19 or newer. */
export function checkNode(version: string): Check {
  const [major = 0, minor = 0] = version.replace('v', '').split('.').map(Number)
  if (major > 20 || (major === 20 && minor >= 19)) return { name: 'node', state: 'ok', found: version }
  return { name: 'node', state: 'bad', found: version, mend: 'Install Node.js 20.19 or newer.' }
}

/** A program that some of the commands use. */
export function checkProgram(
  name: string,
  options: { readonly args: readonly string[]; readonly mend: string },
): Check {
  const { status, stdout, error } = spawnSync(name, options.args, { encoding: 'utf8', timeout: 10_000 })
  if (status === 0) return { name, state: 'ok', found: stdout.trim().split('\n')[0] ?? '' }
  const found = error && 'code' in error && error.code === 'ENOENT' ? 'not on the PATH' : 'does not answer'
  return { name, state: 'warn', found, mend: options.mend }
}

/** Where apps are read from. */
export function checkApps({ apps }: Project): Check {
  const { path, why } = apps
  if (path === undefined)
    return {
      name: 'apps',
      state: 'warn',
      found: why,
      mend: 'Set APPS_DIR, or make a folder apps/ with one folder per app.',
    }
  if (!existsSync(path))
    return {
      name: 'apps',
      state: 'bad',
      found: `${path} (${why}) is not there`,
      mend: 'Create it, or set APPS_DIR.',
    }
  const count = readdirSync(path).filter(name => existsSync(join(path, name, 'app-manifest.json'))).length
  return count > 0
    ? { name: 'apps', state: 'ok', found: `${count} in ${path} (${why})` }
    : {
        name: 'apps',
        state: 'warn',
        found: `none in ${path} (${why})`,
        mend: '`waybill init <folder>` writes a manifest.',
      }
}

/** The data directory: there, for its owner alone, and to be written to. */
export function checkDataDir({ dataDir, database }: Project): Check {
  const name = 'data directory'
  const stats = statSync(dataDir, { throwIfNoEntry: false })
  if (!stats) {
    if (database.kind !== 'embedded')
      return { name, state: 'ok', found: `${dataDir} is not there, nor needed yet` }
    return {
      name,
      state: 'warn',
      found: `${dataDir} is not there`,
      mend: '`waybill serve` makes it at its first start.',
    }
  }
  if (!stats.isDirectory())
    return {
      name,
      state: 'bad',
      found: `${dataDir} is no directory`,
      mend: 'Move it away, or set WAYBILL_DATA_DIR.',
    }
  try {
    accessSync(dataDir, constants.W_OK | constants.X_OK)
  } catch {
    return {
      name,
      state: 'bad',
      found: `${dataDir} cannot be written to`,
      mend: 'Give it to the user that Waybill runs as.',
    }
  }
  const rights = (stats.mode & 0o777).toString(8)
  if ((stats.mode & 0o077) === 0) return { name, state: 'ok', found: `${dataDir}, for its owner alone` }
  return {
    name,
    state: 'warn',
    found: `${dataDir} can be entered by others (${rights})`,
    mend: `chmod 700 ${dataDir}`,
  }
}

/** The server of this data directory. */
export function checkServer({ dataDir }: Project): Check {
  const server = findLocalServer(dataDir)
  if (server) return { name: 'server', state: 'ok', found: `${server.url}, process ${server.pid}` }
  return { name: 'server', state: 'ok', found: 'none is running here; commands work in process' }
}

/** The server that the settings name, asked as every other command asks it. */
export function checkRemoteServer(project: Project, url: string): Promise<Check> {
  const name = 'server'
  return attempt(
    name,
    async () => {
      const remote = await openServer(project)
      try {
        const health = await remote?.waybill.health()
        if (health?.ok) return { name, state: 'ok', found: `${url} answers; commands work on it` }
        const why = health?.database.error ?? 'its database does not answer'
        return { name, state: 'bad', found: `${url} cannot work: ${why}`, mend: 'Its /health says more.' }
      } finally {
        await remote?.waybill.close()
      }
    },
    'Start it, or correct WAYBILL_SERVER (--server).',
  )
}
