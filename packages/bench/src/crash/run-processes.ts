import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { readProcess } from './process-state.js'

const identitySchema = z.object({ pid: z.int(), startedAt: z.string() })

/** A process that the engine has started for a run. */
export interface RunProcess {
  readonly role: 'supervisor' | 'terraform'
  readonly runId: string
  readonly pid: number
}

/** What runs on a host for its runs, by the files that the engine keeps beside each. */
export function listRunProcesses(dataDir: string): readonly RunProcess[] {
  const runs = join(dataDir, 'runs')
  return listNames(runs).flatMap(runId => [
    ...findOne(runs, runId, 'supervisor'),
    ...findOne(runs, runId, 'terraform'),
  ])
}

function findOne(runs: string, runId: string, role: RunProcess['role']): readonly RunProcess[] {
  const identity = readIdentity(join(runs, runId, `${role}.json`))
  if (identity === undefined) return []
  const found = readProcess(identity.pid)
  // The number may be another process's by now.
  const isSame = found !== undefined && !found.zombie && found.startedAt === identity.startedAt
  return isSame ? [{ role, runId, pid: identity.pid }] : []
}

function readIdentity(file: string) {
  try {
    return identitySchema.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data
  } catch {
    // Not there, or being written.
    return undefined
  }
}

function listNames(directory: string): readonly string[] {
  try {
    return readdirSync(directory).filter(name => !name.startsWith('.'))
  } catch {
    // No run was executed here yet.
    return []
  }
}
