import type { Worker } from '@waybill/core'
import { DataTypes } from 'sequelize'
import { required, type TableDefinition } from '../schema/table-definition.js'

/** Processes that execute runs, each with the time it last said so. */
export const workersTable: TableDefinition = {
  name: 'workers',
  columns: {
    id: required(DataTypes.TEXT, { primaryKey: true }),
    host: required(DataTypes.TEXT),
    engines: required(DataTypes.JSONB),
    slots: required(DataTypes.INTEGER),
    tags: required(DataTypes.JSONB, { defaultValue: [] }),
    seen_at: required(DataTypes.DATE),
  },
}

export interface WorkerRow {
  readonly id: string
  readonly host: string
  readonly engines: readonly string[]
  readonly slots: number
  readonly tags: readonly string[]
}

export function toWorker(row: WorkerRow): Worker {
  return { id: row.id, host: row.host, engines: row.engines, slots: row.slots, tags: row.tags }
}
