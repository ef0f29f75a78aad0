import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { RunId } from '@waybill/core'
import { isGroupGone } from '../process/process-group.cjs'
import { readIdentityFile } from '../process/process-identity.cjs'
import { type ControlFiles, controlFiles } from '../supervisor/control-files.cjs'
import { type ModuleFiles, moduleFiles } from './module-files.js'

/** What a run that was cut off has left is of use to nobody after that. */
const keepMs = 7 * 24 * 60 * 60 * 1000

/** What Waybill writes beside the module, and the module where Terraform works. */
export interface RunFiles {
  readonly control: ControlFiles
  readonly module: ModuleFiles
}

/** Where things of a run lie. Pure. */
export function runFiles(workDir: string, runId: RunId): RunFiles {
  const directory = join(workDir, runId)
  return { control: controlFiles(directory), module: moduleFiles(join(directory, 'module')) }
}

/** Makes a run's directory for the owner alone: states and variables hold secrets. */
export async function makeRunDirectory(files: RunFiles): Promise<void> {
  await mkdir(files.module.directory, { recursive: true, mode: 0o700 })
}

/** Removes directories of runs that were cut off long ago and never taken up again on this host. */
export async function removeOldRuns(workDir: string): Promise<void> {
  const before = Date.now() - keepMs
  for (const name of await readdir(workDir)) {
    const files = controlFiles(join(workDir, name))
    if (!(await isOlder(files, before))) continue
    const leader = readIdentityFile(files.terraform)
    if (!leader || isGroupGone(leader)) await rm(files.directory, { recursive: true, force: true })
  }
}

/** By the file that every attempt writes; where it is missing, the directory is not one of a run. */
async function isOlder({ logBase, directory }: ControlFiles, timeMs: number): Promise<boolean> {
  try {
    const [base, latest] = await Promise.all([stat(logBase), stat(directory)])
    return base.isFile() && latest.mtimeMs < timeMs
  } catch {
    // Something else, or removed meanwhile by another worker.
    return false
  }
}
