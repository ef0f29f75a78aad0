import { existsSync, mkdirSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { delimiter, join, resolve } from 'node:path'
import type { Engine } from '@waybill/core'
import type { Project } from './project.js'

/**
 * The real engines of this host. Their runs' directories survive a crash, so the place is always the same.
 * Where there is only OpenTofu it also executes the templates that ask for Terraform, whose language it reads.
 */
export async function openEngines(project: Project): Promise<readonly Engine[]> {
  const { terraformEngine } = await import('@waybill/engine-terraform')
  const { WAYBILL_TERRAFORM, WAYBILL_TOFU, WAYBILL_TEMPLATE_ENV_DIR } = project.loaded.values
  const env = definedOnly(process.env)
  const templateEnvDir = WAYBILL_TEMPLATE_ENV_DIR && resolve(WAYBILL_TEMPLATE_ENV_DIR)
  const shared = { workDir: runsDirectory(project), env, ...(templateEnvDir && { templateEnvDir }) }
  const onlyTofu = !isProgram(WAYBILL_TERRAFORM, env.PATH) && isProgram(WAYBILL_TOFU, env.PATH)
  return [
    terraformEngine({ ...shared, name: 'terraform', command: onlyTofu ? WAYBILL_TOFU : WAYBILL_TERRAFORM }),
    terraformEngine({ ...shared, name: 'tofu', command: WAYBILL_TOFU }),
  ]
}

/** A name is looked up on the PATH, a path is taken as it is. */
function isProgram(command: string, path = ''): boolean {
  if (command.includes('/')) return existsSync(command)
  return path.split(delimiter).some(directory => directory !== '' && existsSync(join(directory, command)))
}

/** Where runs of this host are kept; who uses another one can take over nothing of what lies here. */
export function runsDirectory(project: Project): string {
  const base = existsSync(project.dataDir)
    ? project.dataDir
    : join(tmpdir(), `waybill-${userInfo().username}`)
  const directory = join(base, 'runs')
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  return directory
}

function definedOnly(environment: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
}
