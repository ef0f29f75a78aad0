import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Blow } from './blow.js'
import type { LabDatabase } from './lab-database.js'
import type { LabProcess } from './lab-process.js'
import { signal } from './process-state.js'
import { listRunProcesses, type RunProcess } from './run-processes.js'

/** Whom a blow can meet. */
export interface Targets {
  readonly processes: readonly LabProcess[]
  readonly database: LabDatabase
  /** Does something later, or when all is to heal, whichever is first. */
  readonly later: (ms: number, heal: () => void) => void
}

/** What a blow has done. */
export interface Hit {
  readonly blow: Blow
  readonly at: Date
  readonly victim: string
  /** Runs whose Terraform it has touched. */
  readonly runIds: readonly string[]
}

/** Deals a blow; undefined when there is no victim of its kind now. */
export function strike(blow: Blow, targets: Targets): Hit | undefined {
  const at = new Date()
  const done = deal(blow, targets)
  return done && { blow, at, ...done }
}

type Dealt = Pick<Hit, 'victim' | 'runIds'> | undefined

function deal(blow: Blow, targets: Targets): Dealt {
  const [verb] = blow.kind.split(' ')
  switch (blow.kind) {
    case 'kill worker':
    case 'kill server':
    case 'stop worker':
    case 'stop server':
    case 'cut worker off':
    case 'cut server off':
      return hitProcess(blow, targets, blow.kind.includes('worker') ? 'worker' : 'server')
    case 'kill supervisor':
    case 'stop supervisor':
    case 'kill terraform':
    case 'stop terraform':
      return hitRunProcess(blow, targets, blow.kind.endsWith('supervisor') ? 'supervisor' : 'terraform')
    case 'kill worker and supervisors':
    case 'kill machine':
    case 'lose machine':
      return hitHost(blow, targets)
    case 'kill database':
    case 'stop database':
      return verb === 'kill' ? killDatabase(targets) : stopDatabase(blow, targets)
  }
}

function hitProcess(blow: Blow, { processes, later }: Targets, role: 'worker' | 'server'): Dealt {
  const target = choose(
    processes.filter(({ isUp, options }) => isUp && options.role === role),
    blow,
  )
  if (target === undefined) return undefined
  const { name, line } = target.options
  const victim = `${name} (pid ${target.pid})`
  if (blow.kind.startsWith('kill')) target.kill(blow.lastsMs)
  else if (blow.kind.startsWith('stop')) {
    target.stop()
    later(blow.lastsMs, () => target.go())
  } else {
    line.cut()
    later(blow.lastsMs, () => line.mend())
  }
  return { victim, runIds: [] }
}

function hitRunProcess(blow: Blow, { processes, later }: Targets, role: RunProcess['role']): Dealt {
  const found = listAll(processes).filter(other => other.role === role)
  const target = choose(found, blow)
  if (target === undefined) return undefined
  const isKill = blow.kind.startsWith('kill')
  if (!signal(target.pid, isKill ? 'SIGKILL' : 'SIGSTOP')) return undefined
  if (!isKill) later(blow.lastsMs, () => void signal(target.pid, 'SIGCONT'))
  const runIds = role === 'terraform' ? [target.runId] : []
  return { victim: `${role} ${target.pid} of run ${target.runId}`, runIds }
}

/**
 * A worker with the supervisors of its host; a machine is every worker of a host, with all that they have started; a
 * lost one does not even keep its disk.
 */
function hitHost(blow: Blow, { processes }: Targets): Dealt {
  const worker = choose(
    processes.filter(({ options, pid }) => options.role === 'worker' && pid !== undefined),
    blow,
  )
  if (worker === undefined) return undefined
  const { dataDir } = worker.options
  const isMachine = blow.kind.endsWith('machine')
  const running = listRunProcesses(dataDir)
  const sameHost = processes.filter(({ options }) => options.role === 'worker' && options.dataDir === dataDir)
  const workers = isMachine ? sameHost : [worker]
  const supervisors = running.filter(({ role }) => role === 'supervisor')
  for (const each of workers) each.kill(blow.lastsMs)
  for (const { pid } of supervisors) signal(pid, 'SIGKILL')
  const terraforms = isMachine ? running.filter(({ role }) => role === 'terraform') : []
  for (const { pid } of terraforms) signal(-pid, 'SIGKILL')
  if (blow.kind === 'lose machine') rmSync(join(dataDir, 'runs'), { recursive: true, force: true })
  const names = workers.map(({ options }) => options.name).join(' and ')
  return {
    victim: `${names} with ${supervisors.length} supervisors${isMachine ? ` and ${terraforms.length} Terraforms` : ''}`,
    runIds: terraforms.map(({ runId }) => runId),
  }
}

function killDatabase({ database }: Targets): Dealt {
  if (!database.isUp) return undefined
  database.kill()
  return { victim: 'the database', runIds: [] }
}

function stopDatabase({ lastsMs }: Blow, { database, later }: Targets): Dealt {
  if (!database.isUp) return undefined
  database.stop()
  later(lastsMs, () => database.go())
  return { victim: 'the database', runIds: [] }
}

function listAll(processes: readonly LabProcess[]): readonly RunProcess[] {
  const directories = new Set(processes.map(({ options }) => options.dataDir))
  return [...directories].flatMap(listRunProcesses)
}

function choose<Item>(items: readonly Item[], { victim }: Blow): Item | undefined {
  return items[Math.floor(victim * items.length)]
}
