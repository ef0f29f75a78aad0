import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseEnv } from 'node:util'

/** Reads a template's own values from `<directory>/<template>.env`; none without directory or file. */
export async function readTemplateEnvironment(
  directory: string | undefined,
  template: string,
): Promise<Record<string, string>> {
  if (directory === undefined) return {}
  try {
    const values = parseEnv(await readFile(join(directory, `${template}.env`), 'utf8'))
    return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value ?? '']))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {}
    throw error
  }
}
