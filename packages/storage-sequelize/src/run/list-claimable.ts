import type { Statement } from '../database/statement.js'
import { claimable } from './claimable.js'

/** Runs that may be claimed now, oldest first. No prepared statement: a new column would break one that asks for `*`. */
export const listClaimable: Statement = {
  text: `SELECT * FROM runs WHERE ${claimable} ORDER BY id LIMIT 1000`,
}
