import type { Statement } from '../database/statement.js'
import { claimable } from './claimable.js'

/** Runs that may be claimed now, oldest first. */
export const listClaimable: Statement = {
  name: 'list_claimable',
  text: `SELECT * FROM runs WHERE ${claimable} ORDER BY id LIMIT 1000`,
}
