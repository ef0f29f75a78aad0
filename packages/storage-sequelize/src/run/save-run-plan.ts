import type { LedgerEntry, RunId } from '@waybill/core'
import type { Statement } from '../database/statement.js'

const held = `
  SELECT id FROM runs WHERE id = $1 AND fence = $2 AND status IN ('planning', 'applying') FOR UPDATE`

/** Keeps the ledger of a run. No row when the attempt does not hold the run. */
export function saveLedger(id: RunId, fence: number, entries: readonly LedgerEntry[]): Statement {
  return {
    name: 'save_ledger',
    text: `
      WITH run AS (${held})
      INSERT INTO run_plans (run_id, ledger) SELECT id, $3::jsonb FROM run
      ON CONFLICT (run_id) DO UPDATE SET ledger = excluded.ledger
      RETURNING run_id`,
    values: [id, fence, JSON.stringify(entries)],
  }
}

/** A plan as it is stored. */
export interface SealedPlan {
  readonly bytes: Uint8Array
  readonly serial: number | null
  readonly lineage: string | null
}

/** Keeps the plan of a run. No row when the attempt does not hold the run. */
export function savePlan(id: RunId, fence: number, { bytes, serial, lineage }: SealedPlan): Statement {
  return {
    name: 'save_plan',
    text: `
      WITH run AS (${held})
      INSERT INTO run_plans (run_id, plan, plan_serial, plan_lineage)
      SELECT id, $3::bytea, $4::bigint, $5::text FROM run
      ON CONFLICT (run_id) DO UPDATE SET
        plan = excluded.plan, plan_serial = excluded.plan_serial, plan_lineage = excluded.plan_lineage
      RETURNING run_id`,
    values: [id, fence, bytes, serial, lineage],
  }
}
