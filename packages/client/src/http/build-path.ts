import { type ErrorCode, WaybillError } from '@waybill/core'

/**
 * The path of one thing below a list. Empty names and dots cannot be part of one (RFC 3986 §5.2.4), and nothing has
 * such a name.
 * @throws WaybillError `notFound`
 */
export function buildPath(list: string, name: string, notFound: ErrorCode): string {
  if (/^\.{0,2}$/.test(name))
    throw new WaybillError(notFound, `There is nothing called ${JSON.stringify(name)}.`)
  return `${list}/${encodeURIComponent(name)}`
}
