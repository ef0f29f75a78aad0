import type { CatalogVersion, Waybill } from '@waybill/core'
import type { Validators } from '../http/send-compressible.js'
import { within } from '../route/within.js'
import { shareNext } from './share-next.js'

/**
 * Makes a function that asks for the catalog's version and answers what a client may keep answers by. The time of the
 * change tells apart two databases that a browser has seen at the same address, the version of Waybill two
 * shapes of an answer.
 */
export function makeCatalogTag(
  waybill: Waybill,
  { waybillVersion, withinMs }: { readonly waybillVersion: string; readonly withinMs: number },
): () => Promise<Validators> {
  const readVersion = shareNext(() => within(waybill.catalog.version(), withinMs))
  let seen: { readonly version: CatalogVersion; readonly validators: Validators } | undefined
  return async () => {
    const version = await readVersion()
    // The requests that share a reading share its object.
    if (seen?.version !== version) seen = { version, validators: toValidators(version, waybillVersion) }
    return seen.validators
  }
}

function toValidators({ number, changedAt }: CatalogVersion, waybillVersion: string): Validators {
  if (changedAt === null) return { tag: `${number}-0-${waybillVersion}` }
  const at = new Date(changedAt)
  return { tag: `${number}-${at.getTime().toString(36)}-${waybillVersion}`, lastModified: at.toUTCString() }
}
