import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { WaybillError } from '@waybill/core'
import { parse } from 'dotenv'
import type { GlobalArguments } from '../commands/command.js'
import { chooseDatabase, type DatabaseChoice } from '../config/database-choice.js'
import {
  type AppsDirectory,
  findAppsDirectory,
  findDataDirectory,
  findTemplatesDirectory,
} from '../config/find-directories.js'
import { isSet, type LoadedSettings, loadSettings } from '../config/load-settings.js'
import { readProfile } from '../config/profiles.js'
import type { SettingName } from '../config/settings.js'

/** What the settings come to, here: which apps, templates, data and database. */
export interface Project {
  readonly loaded: LoadedSettings
  readonly apps: AppsDirectory
  readonly templates: string | undefined
  readonly dataDir: string
  readonly database: DatabaseChoice
  readonly demo: boolean
}

/** Where the examples are, seen from the compiled file. */
const repository = fileURLToPath(new URL('../../../../../', import.meta.url))

/**
 * Reads settings from the flags, the environment and `.env` in the working directory.
 * @throws WaybillError `CONFIG_INVALID` naming every wrong value
 */
export function openProject(args: GlobalArguments): Project {
  const cwd = process.cwd()
  const loaded = readSettings(args, cwd)
  if (loaded.problems.length > 0) {
    throw new WaybillError('CONFIG_INVALID', `${loaded.problems.length} of the settings do not fit.`, {
      issues: loaded.problems.map(problem => ({ pointer: problem.name, detail: problem.message })),
      hint: '`waybill config` shows each setting and where it comes from; .env.example lists them all.',
    })
  }
  const { values } = loaded
  const apps = findAppsDirectory(cwd, isSet(loaded, ['APPS_DIR']) ? values.APPS_DIR : undefined)
  return {
    loaded,
    apps,
    templates: findTemplatesDirectory(cwd, values.WAYBILL_TEMPLATES_DIR, apps.path),
    dataDir: findDataDirectory(cwd, values.WAYBILL_DATA_DIR),
    database: chooseDatabase(loaded),
    demo: args.demo ?? false,
  }
}

/** All settings with their origins, right or wrong; what `waybill config` shows. */
export function readSettings(args: GlobalArguments, cwd: string): LoadedSettings {
  const file = join(cwd, '.env')
  return loadSettings({
    flags: flagsOf(args),
    environment: process.env,
    dotenv: existsSync(file) ? parse(readFileSync(file)) : {},
    profile: args.demo ? {} : readProfile(args.profile ?? process.env.WAYBILL_PROFILE, process.env),
  })
}

function flagsOf(args: GlobalArguments): Partial<Record<SettingName, string>> {
  return {
    ...(args.demo ? demoSettings() : {}),
    ...(args.appsDir ? { APPS_DIR: args.appsDir } : {}),
    ...(args.dataDir ? { WAYBILL_DATA_DIR: args.dataDir } : {}),
    ...(args.server ? { WAYBILL_SERVER: args.server } : {}),
    ...(args.timeout ? { WAYBILL_TIMEOUT: args.timeout } : {}),
    ...(args.debug ? { DEBUG: 'true' } : {}),
  }
}

function demoSettings(): Partial<Record<SettingName, string>> {
  const examples = join(repository, 'examples')
  if (!existsSync(examples)) {
    throw new WaybillError('CONFIG_INVALID', 'The demo needs the examples of the Waybill repository.', {
      hint: 'Set APPS_DIR to an apps directory of your own, or run this in a clone.',
    })
  }
  return {
    APPS_DIR: join(examples, 'apps'),
    WAYBILL_TEMPLATES_DIR: join(examples, 'templates'),
    WAYBILL_DATA_DIR: resolve(repository, '.waybill/demo'),
  }
}
