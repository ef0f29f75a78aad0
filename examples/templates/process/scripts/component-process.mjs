import { spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { findProcess, listProcesses, readBootId } from './process-table.mjs'

/** A killed group that is not empty by then waits for a device. */
const killedMs = 10_000
const pollMs = 25

/**
 * Waits for a line before it becomes the component, so that none runs whose pid is not on disk: whatever ends this
 * script in between ends the launcher's input, and nothing has been started.
 */
const launcher = 'read -r _ && exec "$@" </dev/null'

/** What was started in a component's folder, as `{pid, startedAt, bootId, wanted}`; undefined when that runs no more. */
export function findRunning(directory) {
  const known = readRecord(directory)
  if (!known || known.bootId !== readBootId()) return undefined
  return findProcess(known.pid)?.startedAt === known.startedAt ? known : undefined
}

/**
 * Starts a command in a session of its own, so that it outlives Terraform and the worker. `wanted` says what it is
 * started for, and is found again with it.
 */
export function startProcess({ directory, command, cwd, environment, wanted }) {
  const log = openSync(join(directory, 'output.log'), 'a', 0o600)
  const child = spawn('/bin/sh', ['-c', launcher, 'sh', ...command], {
    cwd,
    env: environment,
    detached: true,
    stdio: ['pipe', log, log],
  })
  closeSync(log)
  child.stdin.on('error', () => undefined)
  const { startedAt } = findProcess(child.pid) ?? {}
  const record = { pid: child.pid, startedAt, bootId: readBootId(), wanted }
  writeWhole(recordFile(directory), JSON.stringify(record))
  child.stdin.end('\n')
  child.unref()
}

/**
 * Ends what was started in a component's folder with all that it has started: asks, and kills what is left after
 * `seconds`. Says whether anything ran.
 */
export async function stopProcess(directory, seconds) {
  const running = readRecord(directory)
  const isOurs = running?.bootId === readBootId() && isSameGroup(running)
  if (isOurs) {
    signal(running.pid, 'SIGTERM')
    if (!(await isEmptyWithin(running.pid, seconds * 1000))) signal(running.pid, 'SIGKILL')
    if (!(await isEmptyWithin(running.pid, killedMs)))
      throw new Error(`The processes of group ${running.pid} do not end, even when they are killed.`)
  }
  rmSync(recordFile(directory), { force: true })
  return isOurs
}

/** The last lines that a component wrote. */
export function readLogEnd(directory) {
  const text = readFileSync(join(directory, 'output.log'), 'utf8')
  return text.slice(-4_000).trimEnd().split('\n').slice(-15).join('\n')
}

/** Its leader may have ended and left children; the number is given away again only when the group is empty. */
function isSameGroup({ pid, startedAt }) {
  const members = listProcesses().filter(({ group }) => group === pid)
  const leader = members.find(entry => entry.pid === pid)
  if (leader && leader.startedAt !== startedAt) return false
  return members.some(({ isZombie }) => !isZombie)
}

async function isEmptyWithin(group, ms) {
  const giveUpAt = performance.now() + ms
  while (listProcesses().some(entry => entry.group === group && !entry.isZombie)) {
    if (performance.now() > giveUpAt) return false
    await sleep(pollMs)
  }
  return true
}

function signal(group, name) {
  try {
    process.kill(-group, name)
  } catch (error) {
    if (error.code !== 'ESRCH') throw error
  }
}

function recordFile(directory) {
  return join(directory, 'process.json')
}

function readRecord(directory) {
  try {
    return JSON.parse(readFileSync(recordFile(directory), 'utf8'))
  } catch {
    // Nothing was started here.
    return undefined
  }
}

function writeWhole(file, text) {
  writeFileSync(`${file}.new`, text, { mode: 0o600 })
  renameSync(`${file}.new`, file)
}
