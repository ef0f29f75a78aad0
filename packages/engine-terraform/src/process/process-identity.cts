import { readFileSync } from 'node:fs'
import { findProcess, readHostId } from './process-table.cjs'

/** Names a process beyond its own life: a pid alone is used again. */
export interface ProcessIdentity {
  readonly pid: number
  readonly startedAt: string
  readonly hostId: string
}

/** Identity of a process that lives; undefined when there is none with this pid. */
export function identifyProcess(pid: number): ProcessIdentity | undefined {
  const entry = findProcess(pid)
  return entry && { pid, startedAt: entry.startedAt, hostId: readHostId() }
}

/** Whether that very process still runs, here and now. A zombie does not run. */
export function isRunning(identity: ProcessIdentity): boolean {
  const entry = findProcess(identity.pid)
  return (
    entry !== undefined &&
    !entry.zombie &&
    entry.startedAt === identity.startedAt &&
    readHostId() === identity.hostId
  )
}

/** Reads an identity that was written as JSON; undefined when the file is missing, torn or of something else. */
export function readIdentityFile(file: string): ProcessIdentity | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'))
    return isIdentity(value) ? value : undefined
  } catch {
    // Missing: it was never written. Torn: whoever wrote it did not live to go on, and started nothing.
    return undefined
  }
}

function isIdentity(value: unknown): value is ProcessIdentity {
  return (
    typeof value === 'object' &&
    value !== null &&
    'pid' in value &&
    Number.isInteger(value.pid) &&
    'startedAt' in value &&
    typeof value.startedAt === 'string' &&
    'hostId' in value &&
    typeof value.hostId === 'string'
  )
}
