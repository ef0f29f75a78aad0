import { closeSync, openSync } from 'node:fs'
import { isRunning, type ProcessIdentity } from './process-identity.cjs'

/**
 * Sends SIGINT to the process unless somebody has done so before. A second one would make Terraform give up
 * without saving its state, so the latch is a file: the supervisor, the worker and the next attempt share it.
 * Only the pid is signalled, because Terraform itself stops what it has started.
 */
export function interruptOnce(identity: ProcessIdentity, latchFile: string): void {
  if (!takeLatch(latchFile) || !isRunning(identity)) return
  try {
    process.kill(identity.pid, 'SIGINT')
  } catch (error) {
    // It ended by itself in between.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}

function takeLatch(file: string): boolean {
  try {
    closeSync(openSync(file, 'wx', 0o600))
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    // Without a latch (a full disk) it is better to interrupt twice than never.
    return true
  }
}
