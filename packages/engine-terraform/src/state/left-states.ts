import { readdir, rm, stat } from 'node:fs/promises'
import { type LeftState, runIdSchema } from '@waybill/core'
import { runFiles } from '../directory/run-directory.js'
import { isGroupGone } from '../process/process-group.cjs'
import { isRunning, readIdentityFile } from '../process/process-identity.cjs'
import type { ControlFiles } from '../supervisor/control-files.cjs'
import { readStateFile } from './state-file.js'

/** The whole states that lie in directories of runs which nothing works in; none where there is no such directory. */
export async function* findLeftStates(workDir: string): AsyncGenerator<LeftState> {
  for (const name of await listNames(workDir)) {
    const runId = runIdSchema.safeParse(name)
    if (!runId.success) continue
    const files = runFiles(workDir, runId.data)
    if (!(await isFile(files.control.logBase)) || isWorkedIn(files.control)) continue
    const local = readStateFile(files.module.state)
    if (local.kind !== 'valid') continue
    const { control } = files
    const forget = async () => {
      if (!isWorkedIn(control)) await rm(control.directory, { recursive: true, force: true })
    }
    yield { runId: runId.data, state: local.state, forget }
  }
}

function isWorkedIn({ terraform, supervisor }: ControlFiles): boolean {
  const leader = readIdentityFile(terraform)
  const serving = readIdentityFile(supervisor)
  return (leader !== undefined && !isGroupGone(leader)) || (serving !== undefined && isRunning(serving))
}

async function listNames(workDir: string): Promise<readonly string[]> {
  try {
    return await readdir(workDir)
  } catch (error) {
    // Nothing was ever executed here.
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile()
  } catch {
    // Something else lies there, or it was removed meanwhile.
    return false
  }
}
