import { readFileSync, realpathSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { WaybillError } from '@waybill/core/manifest'

/**
 * Replaces a file in one step, its rights kept; through a link, what it leads to.
 * @throws WaybillError `SOURCE_UNAVAILABLE` when it is no longer what was read
 */
export function writeManifest(path: string, before: Uint8Array, after: Uint8Array): void {
  const real = realpathSync(path)
  if (!readFileSync(real).equals(before))
    throw new WaybillError('SOURCE_UNAVAILABLE', `${path} changed while it was fixed; it is left as it is.`)
  const temporary = `${real}.waybill-${process.pid}`
  writeFileSync(temporary, after, { mode: statSync(real).mode })
  renameSync(temporary, real)
}
