import type { Statement } from '../database/statement.js'

/**
 * Keeps every other sync out until the transaction ends, then reads the version. Two statements of one message:
 * the second one sees what was committed while the first one waited.
 */
export const lockCatalog: Statement = {
  text: `
    SELECT pg_advisory_xact_lock(hashtextextended('waybill sync ' || current_schema(), 0));
    SELECT number FROM catalog_version`,
}
