import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

/**
 * Processes of this machine as `{pid, group, isZombie, startedAt}`. A pid alone is used again; with the time of its
 * start it names a process for as long as the machine is up.
 */
export function listProcesses() {
  if (process.platform !== 'linux') return readPs()
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .flatMap(name => readStat(name) ?? [])
}

/** The process with this pid; undefined when there is none, or only what is left of one. */
export function findProcess(pid) {
  const found = process.platform === 'linux' ? readStat(pid) : readPs().find(entry => entry.pid === pid)
  return found?.isZombie ? undefined : found
}

/** Changes with every start of the machine. */
export function readBootId() {
  if (process.platform === 'linux') return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
  return spawnSync('/usr/sbin/sysctl', ['-n', 'kern.bootsessionuuid'], { encoding: 'utf8' }).stdout.trim()
}

/** proc_pid_stat(5): the program's name may hold blanks and brackets. */
function readStat(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    const [state, , group] = fields
    return { pid: Number(pid), group: Number(group), isZombie: /^[ZX]/.test(state), startedAt: fields[19] }
  } catch {
    // It ended in between.
    return undefined
  }
}

function readPs() {
  const options = { encoding: 'utf8', env: { LC_ALL: 'C' } }
  const { stdout } = spawnSync('/bin/ps', ['-A', '-o', 'pid=,pgid=,stat=,lstart='], options)
  return stdout.split('\n').flatMap(line => {
    const match = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(\S.*?)\s*$/.exec(line)
    if (!match) return []
    const [, pid, group, state, startedAt] = match
    return [{ pid: Number(pid), group: Number(group), isZombie: state.startsWith('Z'), startedAt }]
  })
}
