import type { LogLine, Run, Waybill } from '@waybill/core'
import type { Terminal } from '../../output/terminal.js'

/** How a run is followed. */
export interface FollowRunOptions {
  readonly waybill: Waybill
  readonly terminal: Terminal
  readonly run: Run
  /** Byte of the log to begin at. @default 0 */
  readonly offset?: number
  readonly signal: AbortSignal
}

/** How far a run was followed. */
export interface FollowedRun {
  readonly run: Run
  /** Byte of the log to go on from. */
  readonly next: number
}

const lookEveryMs = 250

/**
 * Writes the log to stderr until the run has ended or its plan waits to be approved. A change of what it waits for
 * is told, too.
 */
export async function followRun(options: FollowRunOptions): Promise<FollowedRun> {
  const { waybill, terminal, run, signal } = options
  const stopped = new AbortController()
  let next = options.offset ?? 0
  const watching = watch(options, () => next, stopped)
  try {
    const all = AbortSignal.any([signal, stopped.signal])
    for await (const line of waybill.runs.follow(run.id, { offset: next, signal: all })) {
      terminal.say(logText(line, terminal.sayColors))
      next = line.next
    }
  } catch (error) {
    if (!stopped.signal.aborted) throw error
  } finally {
    stopped.abort()
    await watching
  }
  return { run: await waybill.runs.get(run.id), next }
}

/** Whether somebody has to say yes before it goes on. */
export function isOnHold({ status, approval }: Run): boolean {
  return status === 'planned' && approval === null
}

/** Stops the following once the plan waits and all of the log so far is written. */
async function watch(
  { waybill, terminal, run, signal }: FollowRunOptions,
  written: () => number,
  stopped: AbortController,
): Promise<void> {
  let told: string | null = null
  while (!stopped.signal.aborted && !signal.aborted) {
    await pause(lookEveryMs, AbortSignal.any([stopped.signal, signal]))
    // What hinders it from being asked hinders the log as well, which says so.
    const now = await waybill.runs.get(run.id).catch(() => undefined)
    if (now === undefined || stopped.signal.aborted) continue
    if (isOnHold(now)) {
      if (written() >= now.logSize) stopped.abort()
    } else if (now.waiting !== null && now.waiting !== told) {
      terminal.say(terminal.sayColors.dim(`Waiting: ${now.waiting}`))
      told = now.waiting
    }
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (signal.aborted) return resolve()
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}

/** One line of a log for a person: errors and warnings stand out by a word, not only by colour. */
export function logText(line: LogLine, colors: Terminal['sayColors']): string {
  const message = line.message.replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '')
  if (line.level === 'error') return colors.red(prefixed('Error', message))
  if (line.level === 'warn') return colors.yellow(prefixed('Warning', message))
  return line.type === 'waybill' ? colors.cyan(message) : message
}

function prefixed(word: string, message: string): string {
  return message.startsWith(word) ? message : `${word}: ${message}`
}
