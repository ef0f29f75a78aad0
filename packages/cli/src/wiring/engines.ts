import { existsSync, mkdirSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import type { Engine } from '@waybill/core'
import { terraformEngine } from '@waybill/engine-terraform'
import type { Project } from './project.js'

/** The real engines of this host. Their runs' directories survive a crash, so the place is always the same. */
export function openEngines(project: Project): readonly Engine[] {
  const workDir = runsDirectory(project)
  const { WAYBILL_TERRAFORM, WAYBILL_TOFU } = project.loaded.values
  const shared = { workDir, env: definedOnly(process.env) }
  return [
    terraformEngine({ ...shared, name: 'terraform', command: WAYBILL_TERRAFORM }),
    terraformEngine({ ...shared, name: 'tofu', command: WAYBILL_TOFU }),
  ]
}

function runsDirectory(project: Project): string {
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
