import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { EngineName } from './engine-program.js'

const configNames = { terraform: '.terraformrc', tofu: '.tofurc' } as const satisfies Record<
  EngineName,
  string
>

/**
 * The directory in which the CLI shares providers between its runs, by its environment or its own configuration;
 * undefined where it does not. https://developer.hashicorp.com/terraform/cli/config/config-file
 */
export async function findPluginCacheDir(
  name: EngineName,
  environment: Readonly<Record<string, string>>,
): Promise<string | undefined> {
  const { TF_PLUGIN_CACHE_DIR: directory, TF_CLI_CONFIG_FILE: file, HOME = '' } = environment
  if (directory) return directory
  try {
    return parsePluginCacheDir(await readFile(file ?? join(HOME, configNames[name]), 'utf8'), environment)
  } catch {
    // No such file: mostly there is none, and the CLI itself warns of one that cannot be read.
    return undefined
  }
}

/** Reads the setting in either of the two syntaxes; variables of the environment are put in as the CLI does. Pure. */
export function parsePluginCacheDir(
  config: string,
  environment: Readonly<Record<string, string>>,
): string | undefined {
  const written = /^\s*"?plugin_cache_dir"?\s*[=:]\s*"([^"]+)"/m.exec(config)?.[1]
  return written?.replace(/\$\{(\w+)\}|\$(\w+)/g, (_, braced, bare) => environment[braced ?? bare] ?? '')
}
