import type { Worker } from '@waybill/core'
import type { Statement } from '../database/statement.js'

/** Says that a worker lives now, by the database's clock. */
export function saveWorker({ id, host, engines, slots, tags }: Worker): Statement {
  return {
    text: `
      INSERT INTO workers (id, host, engines, slots, tags, seen_at)
      VALUES ($1, $2, $3, $4, $5, clock_timestamp())
      ON CONFLICT (id) DO UPDATE SET
        host = excluded.host, engines = excluded.engines, slots = excluded.slots, tags = excluded.tags,
        seen_at = excluded.seen_at`,
    values: [id, host, JSON.stringify(engines), slots, JSON.stringify(tags)],
  }
}
