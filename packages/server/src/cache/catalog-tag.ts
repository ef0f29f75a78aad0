import type { CatalogVersion, Waybill } from '@waybill/core'
import { shareNext } from './share-next.js'

/**
 * Makes a function that asks for the catalog's version and answers it as the text of an ETag. The time of the
 * change tells apart two databases that a browser has seen at the same address, the version of Waybill two
 * shapes of an answer.
 */
export function makeCatalogTag(waybill: Waybill, waybillVersion: string): () => Promise<string> {
  const readVersion = shareNext(() => waybill.catalog.version())
  let seen: { readonly version: CatalogVersion; readonly tag: string } | undefined
  return async () => {
    const version = await readVersion()
    // The requests that share a reading share its object.
    if (seen?.version !== version) seen = { version, tag: toTag(version, waybillVersion) }
    return seen.tag
  }
}

function toTag({ number, changedAt }: CatalogVersion, waybillVersion: string): string {
  const at = changedAt === null ? 0 : Date.parse(changedAt)
  return `${number}-${at.toString(36)}-${waybillVersion}`
}
