import type { RunId, WorkspaceId } from '@waybill/core'
import { DataTypes } from 'sequelize'
import { required, type TableDefinition } from '../schema/table-definition.js'

/** The journal of Terraform's states; a larger id is a newer entry. */
export const workspaceStatesTable: TableDefinition = {
  name: 'workspace_states',
  columns: {
    id: required(DataTypes.BIGINT, { primaryKey: true, autoIncrement: true, autoIncrementIdentity: true }),
    workspace_id: required(DataTypes.UUID),
    run_id: required(DataTypes.UUID, {
      references: { model: 'runs', key: 'id' },
      onDelete: 'CASCADE',
    }),
    fence: required(DataTypes.INTEGER),
    serial: required(DataTypes.BIGINT),
    lineage: required(DataTypes.TEXT),
    // The state file, gzipped and, where there is a key, sealed.
    bytes: required(DataTypes.BLOB),
    // Of the state file itself.
    size_bytes: required(DataTypes.BIGINT, { defaultValue: 0 }),
    saved_at: required(DataTypes.DATE),
    // Turned up after another attempt had gone on from an earlier one.
    diverged: required(DataTypes.BOOLEAN, { defaultValue: false }),
  },
  indexes: [
    { name: 'workspace_states_workspace_id', fields: ['workspace_id', 'id'] },
    { name: 'workspace_states_attempt', fields: ['run_id', 'fence', 'id'] },
  ],
}

export interface WorkspaceStateRow {
  readonly id: string
  readonly workspace_id: WorkspaceId
  /** pg gives a bigint as text, also this one. */
  readonly serial: string
  readonly lineage: string
  readonly bytes: Buffer
  readonly run_id: RunId
  readonly size_bytes: string
  readonly saved_at: Date
  readonly diverged: boolean
}
