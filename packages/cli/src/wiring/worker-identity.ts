import { execFileSync } from 'node:child_process'
import { createHash, randomUUID } from 'node:crypto'
import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'

/**
 * Who executes runs: this process, so that another one on this host can tell whether it still lives. `place` is
 * where it keeps their directories.
 */
export function workerIdentity(place: string): string {
  const started = startTime(process.pid) ?? '-'
  const unique = randomUUID().slice(0, 8)
  return [hostname(), bootId(), process.pid, started, unique, shorten(place), pidNamespace()].join('/')
}

/**
 * Whether a worker keeps the directories of its runs in this very place. Only who does may take its runs over
 * before their leases are over: it sees what of them still runs, and the state that they left.
 */
export function isOfPlace(workerId: string, place: string): boolean {
  return workerId.split('/')[5] === shorten(place)
}

function shorten(place: string): string {
  return createHash('sha256').update(place).digest('hex').slice(0, 8)
}

/**
 * Whether a worker is proven dead: it was on this host, and the host was started again since, or its process is
 * gone, or its process id belongs to another process now. False when nothing is proven.
 */
export function isProvenDead(workerId: string): boolean {
  const [host, boot, pid, started, , , namespace] = workerId.split('/')
  if (host !== hostname() || started === undefined) return false
  if (boot !== bootId()) return true
  if (namespace !== pidNamespace()) return false
  const now = startTime(Number(pid))
  return now === undefined || (started !== '-' && now !== started)
}

let knownBootId: string | undefined

/** Differs after each start of the host (proc(5), `random/boot_id`; on macOS the time of the boot). */
function bootId(): string {
  knownBootId ??= readBootId()
  return knownBootId
}

function readBootId(): string {
  if (process.platform === 'linux') return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
  const bootTime = execFileSync('sysctl', ['-n', 'kern.boottime'], { encoding: 'utf8' })
  return /sec = (\d+)/.exec(bootTime)?.[1] ?? 'unknown'
}

/** Containers of one host may share its name and boot, and still count their processes apart (namespaces(7)). */
function pidNamespace(): string {
  if (process.platform !== 'linux') return '-'
  const link = readlinkSync('/proc/self/ns/pid')
  return /\d+/.exec(link)?.[0] ?? link
}

/** When a process started, in its system's own words; undefined when there is none, or only a zombie. */
function startTime(pid: number): string | undefined {
  return process.platform === 'linux' ? startTimeOfProc(pid) : startTimeOfPs(pid)
}

/** Fields 3 and 22 of proc(5) `stat`; the name before them may hold spaces and parentheses. */
function startTimeOfProc(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' ? undefined : fields[19]
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH'))
      return undefined
    throw error
  }
}

function startTimeOfPs(pid: number): string | undefined {
  try {
    return (
      execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' })
        .trim()
        .replaceAll(/[ /]+/g, '_') || undefined
    )
  } catch {
    // ps exits with 1 when there is no such process.
    return undefined
  }
}
