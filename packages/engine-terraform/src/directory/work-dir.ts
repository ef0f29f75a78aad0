import { mkdir } from 'node:fs/promises'
import { isWaybillError, WaybillError } from '@waybill/core'
import { removeOldRuns } from './run-directory.js'

/** Makes the directory of all runs (and Terraform's plugin cache, which it does not make itself) and tidies it. */
export async function prepareWorkDir(workDir: string, pluginCacheDir: string | undefined): Promise<void> {
  await mkdir(workDir, { recursive: true, mode: 0o700 })
  if (pluginCacheDir !== undefined) await mkdir(pluginCacheDir, { recursive: true })
  await removeOldRuns(workDir)
}

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EROFS: 'the file system is read-only',
  EACCES: 'this user may not use it',
  EPERM: 'this user may not use it',
  EMFILE: 'this process has too many open files',
}

/** What the operating system's refusal means for a run; anything else stays what it is. Pure. */
export function explainFileError(error: unknown, workDir: string): unknown {
  if (isWaybillError(error) || !(error instanceof Error) || !('syscall' in error)) return error
  const code = 'code' in error ? String(error.code) : ''
  return new WaybillError(
    'ENGINE_UNAVAILABLE',
    `The directory of runs "${workDir}" cannot be used: ${reasons[code] ?? error.message}.`,
    { hint: 'Make room, correct its rights, or set another one.', cause: error },
  )
}
