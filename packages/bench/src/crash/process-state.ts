import { readdirSync, readFileSync } from 'node:fs'

/** A process as proc_pid_stat(5) shows it. */
export interface ProcessState {
  readonly pid: number
  readonly parent: number
  readonly group: number
  readonly zombie: boolean
  readonly startedAt: string
}

/** Undefined when there is none. */
export function readProcess(pid: number): ProcessState | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const [state = '', parent = '', group = ''] = fields
    return {
      pid,
      parent: Number(parent),
      group: Number(group),
      zombie: state === 'Z' || state === 'X',
      startedAt: fields[19] ?? '',
    }
  } catch {
    // It has ended.
    return undefined
  }
}

/** Every process that runs, without zombies. */
export function listProcesses(): readonly ProcessState[] {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .flatMap(name => readProcess(Number(name)) ?? [])
    .filter(({ zombie }) => !zombie)
}

/** Signals a process, or a group by its negative number; false when it is gone. */
export function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    process.kill(pid, name)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false
    throw error
  }
}
