import type { LedgerEntry, RunId } from '@waybill/core'
import { DataTypes } from 'sequelize'
import { optional, required, type TableDefinition } from '../schema/table-definition.js'

/** What a run is going to do: its ledger of resources, and the plan that waits to be approved. */
export const runPlansTable: TableDefinition = {
  name: 'run_plans',
  columns: {
    run_id: required(DataTypes.UUID, {
      primaryKey: true,
      references: { model: 'runs', key: 'id' },
      onDelete: 'CASCADE',
    }),
    ledger: optional(DataTypes.JSONB),
    // As the engine wrote it, gzipped and, where there is a key, sealed.
    plan: optional(DataTypes.BLOB),
    plan_serial: optional(DataTypes.BIGINT),
    plan_lineage: optional(DataTypes.TEXT),
  },
}

export interface RunPlanRow {
  readonly run_id: RunId
  readonly ledger: readonly LedgerEntry[] | null
  readonly plan: Buffer | null
  /** pg gives a bigint as text. */
  readonly plan_serial: string | null
  readonly plan_lineage: string | null
}
