import { WaybillError } from '@waybill/core'
import { isUnstorable } from '../route/unstorable-text.js'
import type { RequestCheck } from './request-check.js'

/** Refuses paths that are not percent-encoded UTF-8, or that hold what no database would take. */
export const checkPath: RequestCheck = ({ path }) => {
  if (path.includes('%') && !isDecodable(path))
    throw new WaybillError('MALFORMED_REQUEST', `The path ${path} is not percent-encoded UTF-8 without NUL.`)
}

function isDecodable(path: string): boolean {
  try {
    return !isUnstorable(decodeURIComponent(path))
  } catch {
    // The one error it throws is the answer.
    return false
  }
}
