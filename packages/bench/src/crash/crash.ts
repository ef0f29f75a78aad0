import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { interruptible } from '../process/interruption.js'
import { type CrashOptions, runCrashLab } from './crash-lab.js'
import { renderCrash } from './render-crash.js'

/** How the laboratory is asked for. */
export interface CrashArguments extends Omit<CrashOptions, 'directory'> {
  /** Keeps the directory also when every promise was kept. */
  readonly keep: boolean
}

/** Runs a laboratory and prints what it found; answers the exit code: 1 when a promise was broken. */
export async function crash({ keep, ...options }: CrashArguments): Promise<number> {
  const directory = mkdtempSync(join(tmpdir(), 'waybill-crash-'))
  const onProgress = (message: string) => void process.stderr.write(`${message}\n`)
  const result = await interruptible(signal => runCrashLab({ ...options, directory }, { signal, onProgress }))
  process.stdout.write(renderCrash(result))
  const isWell = result.violations.length === 0
  if (isWell && !keep) await rm(directory, { recursive: true, force: true })
  return isWell ? 0 : 1
}
