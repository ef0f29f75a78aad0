import { setTimeout as delay } from 'node:timers/promises'
import type { ProcessIdentity } from './process-identity.cjs'
import { listProcesses, readHostId } from './process-table.cjs'

/** Looking at other people's children has no event to wait for. */
const pollMs = 10

/**
 * Whether no process of the group runs any more. Zombies do not count: they stay for 1.5 s and longer where
 * pid 1 does not collect them (measured), and hold nothing.
 */
export function isGroupEmpty(group: number): boolean {
  if (!signalGroup(group, 0)) return true
  return !listProcesses().some(entry => entry.group === group && !entry.zombie)
}

/** Ends every process of the group at once; an empty group is fine. */
export function killGroup(group: number): void {
  signalGroup(group, 'SIGKILL')
}

/** Resolves to true when the group is empty, to false when it is not after `timeoutMs`. */
export async function waitForEmptyGroup(group: number, timeoutMs: number): Promise<boolean> {
  const giveUpAt = performance.now() + timeoutMs
  while (!isGroupEmpty(group)) {
    if (performance.now() >= giveUpAt) return false
    await delay(pollMs)
  }
  return true
}

/**
 * Whether the group that `leader` led is gone. A leader that ended may leave children in it; another process
 * with the leader's pid means that the kernel has given the number away, which it does only for an empty group.
 */
export function isGroupGone(leader: ProcessIdentity): boolean {
  if (readHostId() !== leader.hostId) return true
  if (!signalGroup(leader.pid, 0)) return true
  const members = listProcesses().filter(entry => entry.group === leader.pid)
  const sameNumber = members.find(entry => entry.pid === leader.pid)
  if (sameNumber && sameNumber.startedAt !== leader.startedAt) return true
  return members.every(entry => entry.zombie)
}

/** False when there is no such group. A group that may not be signalled exists all the same. */
function signalGroup(group: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-group, signal)
    return true
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH')
  }
}
