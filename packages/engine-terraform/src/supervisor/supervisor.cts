/**
 * The dead-man's switch of a run: `node supervisor.cjs <grace ms>`. It starts Terraform when the worker says so,
 * and stops it when the worker says so, is gone (its end of the pipe closes), or has not renewed the deadline.
 * It serves one run at a time. A program of its own, CommonJS and with nothing but node: modules, because runs
 * wait for its start.
 */
import { rmSync, writeFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { identifyProcess } from '../process/process-identity.cjs'
import { type ControlFiles, controlFiles } from './control-files.cjs'
import { Deadline } from './deadline.cjs'
import type { ProcessEnd } from './process-end.js'
import { SupervisedProcess, writeProcessEnd } from './supervised-process.cjs'
import { parseMessage, type RunCommand } from './supervisor-message.cjs'

const tickMs = 100

const graceMs = Number(process.argv[2] ?? '20000')
let deadline = makeDeadline()
let files: ControlFiles | undefined
let running: SupervisedProcess | undefined
let workerGone = false

// It outlives whatever ends its worker; only the group of Terraform is ever signalled, and only from here.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, ignore)

const lines = createInterface({ input: process.stdin })
lines.on('line', obey)
lines.on('close', leave)
process.stdin.on('error', leave)

function obey(line: string): void {
  const message = parseMessage(line)
  if (message?.type === 'serve') serve(controlFiles(message.directory))
  if (message?.type === 'rest' && files) rest(files)
  if (message?.type === 'until') deadline.renew(message.deadline)
  if (message?.type === 'run' && files) void run(files, message.command)
  if (message?.type === 'int') running?.interrupt('asked')
  if (message?.type === 'kill') running?.kill('asked')
}

function serve(served: ControlFiles): void {
  files = served
  deadline = makeDeadline()
  try {
    writeFileSync(served.supervisor, JSON.stringify(identifyProcess(process.pid) ?? null), { mode: 0o600 })
  } catch {
    // The directory is full or gone already: running anything in it will fail, and tell.
  }
}

/** From here on it is another run's, or nobody's. */
function rest(served: ControlFiles): void {
  files = undefined
  rmSync(served.supervisor, { force: true })
}

async function run(served: ControlFiles, command: RunCommand): Promise<void> {
  if (deadline.state !== 'open') return end(served, command, { stopped: 'deadline', error: null })
  const timer = setInterval(watchDeadline, tickMs)
  try {
    running = new SupervisedProcess(served, command, graceMs)
    await running.ended()
  } catch (error) {
    end(served, command, { stopped: null, error: error instanceof Error ? error.message : String(error) })
  }
  clearInterval(timer)
  running = undefined
  if (workerGone) process.exit(0)
}

/** Nothing was started: a worker that slept over its deadline may have been replaced, or the disk is full. */
function end(served: ControlFiles, { number }: RunCommand, why: Pick<ProcessEnd, 'stopped' | 'error'>): void {
  writeProcessEnd(served, { number, code: null, signal: null, killed: false, groupEmpty: true, ...why })
}

function leave(): void {
  workerGone = true
  if (running) running.interrupt('worker-gone')
  else process.exit(0)
}

function watchDeadline(): void {
  const { state } = deadline
  if (state !== 'open') running?.interrupt('deadline')
  if (state === 'over') running?.kill('deadline')
}

function makeDeadline(): Deadline {
  return new Deadline({ wall: () => Date.now(), monotonic: () => performance.now() })
}

function ignore(): void {
  // Ctrl-C, a closed terminal and a service manager mean the worker, which says what is to be done.
}
