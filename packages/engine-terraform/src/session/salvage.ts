import { closeSync, existsSync, openSync, readSync, rmSync } from 'node:fs'
import type { EngineJob } from '@waybill/core'
import type { RunFiles } from '../directory/run-directory.js'
import { findSpoolRest, readLogBase, writeLogBase } from '../log/log-base.js'
import { Spool } from '../log/spool.js'
import { SpoolTail } from '../log/spool-tail.js'
import { chooseState, type StateChoice } from '../state/choose-state.js'
import { readStateFile } from '../state/state-file.js'
import { parseStreamLine } from '../stream/stream-event.js'
import type { ControlFiles } from '../supervisor/control-files.cjs'
import { endEarlierAttempt } from './end-earlier-attempt.js'

/** What an attempt begins with. */
export interface StartingPoint {
  readonly choice: StateChoice
  /** Where the spool begins in the run's log. */
  readonly base: number
  /** From where on the spool is not stored yet. */
  readonly position: number
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
  const choice = chooseState({ local, stored: job.state, finished })
  const { base, position } = salvageLog(files.control, job)
  for (const file of ['exit', 'terraform', 'supervisor', 'interrupted'] as const)
    rmSync(files.control[file], { force: true })
  return { choice, base, position }
}

/** Goes on in the earlier spool where that is the end of the stored log, else begins a new one. */
function salvageLog(files: ControlFiles, job: EngineJob): Pick<StartingPoint, 'base' | 'position'> {
  const spool = new Spool(files.spool, files.errors)
  try {
    spool.joinErrors(new Date())
    spool.endLine()
    const base = readLogBase(files.logBase)
    const rest = base && findRest(files.spool, spool.size, base, job)
    if (base && rest !== undefined) {
      writeLogBase(files.logBase, { ...base, attempt: job.attempt })
      return { base: base.offset, position: rest }
    }
  } finally {
    spool.close()
  }
  rmSync(files.spool, { force: true })
  writeLogBase(files.logBase, { attempt: job.attempt, offset: job.logOffset })
  return { base: job.logOffset, position: 0 }
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
  const onLine = (line: string) => {
    const event = parseStreamLine(line)
    if (event?.type !== 'resource' || event.resource.phase !== 'completed') return
    if (event.resource.action === 'delete') finished.delete(event.resource.address)
    else finished.add(event.resource.address)
  }
  const tail = await SpoolTail.open({ file, position: 0, base: 0, masks: [], onLog: () => undefined, onLine })
  await tail.finish()
  await tail.close()
  return [...finished]
}
