import { randomUUID } from 'node:crypto'
import { linkSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { identifyProcess, isRunning, readIdentityFile } from './process-identity.cjs'

/** Another process's end has no event to wait for. */
const pollMs = 50

/**
 * Does `work` while no other process of this host that asks for the same lock file does its own. The lock of a
 * process that has died is taken over. Rejects with the signal's reason when it is aborted while it waits.
 */
export async function withHostLock<Result>(
  file: string,
  signal: AbortSignal,
  work: () => Promise<Result>,
): Promise<Result> {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  while (!tryLock(file)) {
    signal.throwIfAborted()
    await delay(pollMs)
  }
  try {
    return await work()
  } finally {
    rmSync(file, { force: true })
  }
}

/** A link appears at once and with its content, or not at all. */
function tryLock(file: string): boolean {
  const draft = `${file}.${randomUUID()}`
  writeFileSync(draft, JSON.stringify(identifyProcess(process.pid) ?? null), { mode: 0o600 })
  try {
    linkSync(draft, file)
    return true
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
    breakStaleLock(file)
    return false
  } finally {
    rmSync(draft, { force: true })
  }
}

function breakStaleLock(file: string): void {
  const holder = readIdentityFile(file)
  if (!holder || isRunning(holder)) return
  const aside = `${file}.${randomUUID()}`
  try {
    renameSync(file, aside)
    // Somebody else broke it first and holds it by now: it is given back.
    const moved = readIdentityFile(aside)
    if (moved && isRunning(moved)) linkSync(aside, file)
  } catch {
    // Gone or taken in between: the next try sees.
  }
  rmSync(aside, { force: true })
}
