import { closeSync, existsSync, openSync, readSync, rmSync } from 'node:fs'
import type { EngineJob } from '@waybill/core'
import type { RunFiles } from '../directory/run-directory.js'
import { findSpoolRest, type LogBase, readLogBase, writeLogBase } from '../log/log-base.js'
import { Spool } from '../log/spool.js'
import { SpoolTail } from '../log/spool-tail.js'
import { chooseState, type StateChoice } from '../state/choose-state.js'
import { readStateFile } from '../state/state-file.js'
import { noteBase, readStateHistory } from '../state/state-history.js'
import { parseStreamLine, type ResourceProgress } from '../stream/stream-event.js'
import type { ControlFiles } from '../supervisor/control-files.cjs'
import { endEarlierAttempt } from './end-earlier-attempt.js'

/** What an attempt begins with. */
export interface StartingPoint {
  readonly choice: StateChoice
  /** Where the spool begins in the run's log. */
  readonly base: number
  /** From where on the spool is not stored yet. */
  readonly position: number
  /** Attempts whose whole log is in the spool. */
  readonly attempts: readonly number[]
}

/**
 * Takes over what an earlier attempt of the run has left in its directory: ends what still runs, finds the
 * newest state, and the part of the log that is not stored. A directory that was never used gives a fresh start.
 * @throws WaybillError `RUN_FAILED` when the state is lost, `ENGINE_UNAVAILABLE` when Terraform does not end
 */
export async function salvage(files: RunFiles, job: EngineJob, graceMs: number): Promise<StartingPoint> {
  await endEarlierAttempt(files.control, graceMs)
  const local = readStateFile(files.module.state)
  const isDoubtful = local.kind !== 'valid' && !job.state
  const finished = isDoubtful ? await listFinished(files.control.spool) : []
  const history = readStateHistory(files.control.states)
  const choice = chooseState({ local, stored: job.state, finished, history })
  const log = await salvageLog(files.control, job)
  for (const file of ['exit', 'terraform', 'supervisor', 'interrupted'] as const)
    rmSync(files.control[file], { force: true })
  noteBase(files.control.states, choice.state)
  return { choice, ...log }
}

/** Goes on in the earlier spool where that is the end of the stored log, else begins a new one. */
async function salvageLog(files: ControlFiles, job: EngineJob): Promise<Omit<StartingPoint, 'choice'>> {
  const spool = new Spool(files.spool, files.errors)
  try {
    await spool.joinErrors(new Date())
    spool.endLine()
    const base = readLogBase(files.logBase)
    const rest = base && findRest(files.spool, spool.size, base, job)
    if (base && rest !== undefined) {
      const attempts = listAttempts(base)
      // Behind a gap somebody else was at work in between.
      const since = job.attempt - base.attempt === 1 ? attempts[0] : job.attempt
      writeLogBase(files.logBase, { offset: base.offset, attempt: job.attempt, since })
      return { base: base.offset, position: rest, attempts }
    }
  } finally {
    spool.close()
  }
  rmSync(files.spool, { force: true })
  writeLogBase(files.logBase, { attempt: job.attempt, offset: job.logOffset })
  return { base: job.logOffset, position: 0, attempts: [] }
}

function listAttempts({ attempt, since = attempt }: LogBase): readonly number[] {
  return Array.from({ length: attempt - since + 1 }, (_, index) => since + index)
}

function findRest(
  file: string,
  size: number,
  base: { readonly attempt: number; readonly offset: number },
  { attempt, logOffset }: EngineJob,
): number | undefined {
  const isLineStart = (position: number) => position === 0 || readByte(file, position - 1) === '\n'
  return findSpoolRest({ base, attempt, logOffset, size, isLineStart })
}

function readByte(file: string, position: number): string {
  const descriptor = openSync(file, 'r')
  try {
    const byte = Buffer.alloc(1)
    readSync(descriptor, byte, 0, 1, position)
    return byte.toString('latin1')
  } finally {
    closeSync(descriptor)
  }
}

/** Resources that the log in the spool says were finished and not destroyed again. */
async function listFinished(file: string): Promise<readonly string[]> {
  if (!existsSync(file)) return []
  const finished = new Set<string>()
  await readProgress(file, ({ address, action, phase }) => {
    if (phase !== 'completed') return
    if (action === 'delete') finished.delete(address)
    else finished.add(address)
  })
  return [...finished]
}

/** Reads what a spool tells of resources, from its begin, and hands it on in order. */
export async function readProgress(
  file: string,
  onProgress: (progress: ResourceProgress) => void,
): Promise<void> {
  const onLine = (line: string) => {
    const event = parseStreamLine(line)
    if (event?.type === 'resource') onProgress(event.resource)
  }
  const tail = await SpoolTail.open({ file, position: 0, base: 0, masks: [], onLog: () => undefined, onLine })
  await tail.finish()
  await tail.close()
}
