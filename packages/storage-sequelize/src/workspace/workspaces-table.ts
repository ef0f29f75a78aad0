import type { WorkspaceRecord } from '@waybill/core'
import { DataTypes, Op } from 'sequelize'
import { optional, required, type TableDefinition } from '../schema/table-definition.js'
import { toDate, toTimestamp } from '../schema/timestamp-column.js'

/** Workspaces, also the destroyed ones. */
export const workspacesTable: TableDefinition = {
  name: 'workspaces',
  columns: {
    id: required(DataTypes.UUID, { primaryKey: true }),
    name: required(DataTypes.TEXT),
    key: required(DataTypes.TEXT),
    app_id: required(DataTypes.UUID, { references: { model: 'apps', key: 'id' } }),
    app_slug: required(DataTypes.TEXT),
    revision: required(DataTypes.INTEGER),
    status: required(DataTypes.TEXT),
    template_name: required(DataTypes.TEXT),
    template_version: required(DataTypes.TEXT),
    engine: required(DataTypes.TEXT),
    parameters: required(DataTypes.JSONB),
    endpoints: required(DataTypes.JSONB),
    outputs: required(DataTypes.JSONB),
    current_run_id: required(DataTypes.UUID),
    owner: optional(DataTypes.TEXT),
    created_by: optional(DataTypes.TEXT),
    idempotency_key: optional(DataTypes.TEXT),
    error: optional(DataTypes.JSONB),
    drifted: required(DataTypes.BOOLEAN),
    diverged: required(DataTypes.BOOLEAN, { defaultValue: false }),
    destroy_requested_at: optional(DataTypes.DATE),
    destroy_requested_by: optional(DataTypes.TEXT),
    approve: optional(DataTypes.TEXT),
    expires_at: optional(DataTypes.DATE),
    expiry_noticed_at: optional(DataTypes.DATE),
    created_at: required(DataTypes.DATE),
    updated_at: required(DataTypes.DATE),
    destroyed_at: optional(DataTypes.DATE),
  },
  indexes: [
    { name: 'workspaces_name', fields: ['name'], unique: true, where: { status: { [Op.ne]: 'destroyed' } } },
    { name: 'workspaces_key', fields: ['key'], unique: true },
    { name: 'workspaces_idempotency_key', fields: ['idempotency_key'], unique: true },
    { name: 'workspaces_app_slug', fields: ['app_slug'] },
    { name: 'workspaces_expires_at', fields: ['expires_at'], where: { status: { [Op.ne]: 'destroyed' } } },
  ],
}

export interface WorkspaceRow {
  readonly id: WorkspaceRecord['id']
  readonly name: string
  readonly key: string
  readonly app_id: WorkspaceRecord['appId']
  readonly app_slug: string
  readonly revision: number
  readonly status: WorkspaceRecord['status']
  readonly template_name: string
  readonly template_version: string
  readonly engine: string
  readonly parameters: WorkspaceRecord['parameters']
  readonly endpoints: WorkspaceRecord['endpoints']
  readonly outputs: WorkspaceRecord['outputs']
  readonly current_run_id: WorkspaceRecord['currentRunId']
  readonly owner: string | null
  readonly created_by: string | null
  readonly idempotency_key: string | null
  readonly error: WorkspaceRecord['error']
  readonly drifted: boolean
  readonly diverged: boolean
  readonly destroy_requested_at: Date | null
  readonly destroy_requested_by: string | null
  readonly approve: WorkspaceRecord['approve']
  readonly expires_at: Date | null
  readonly expiry_noticed_at: Date | null
  readonly created_at: Date
  readonly updated_at: Date
  readonly destroyed_at: Date | null
}

export function toWorkspace(row: WorkspaceRow): WorkspaceRecord {
  return {
    id: row.id,
    name: row.name,
    key: row.key,
    appId: row.app_id,
    appSlug: row.app_slug,
    revision: row.revision,
    status: row.status,
    template: { name: row.template_name, version: row.template_version },
    engine: row.engine,
    parameters: row.parameters,
    endpoints: row.endpoints,
    outputs: row.outputs,
    currentRunId: row.current_run_id,
    owner: row.owner,
    createdBy: row.created_by,
    idempotencyKey: row.idempotency_key,
    error: row.error,
    drifted: row.drifted,
    diverged: row.diverged,
    destroyRequestedAt: toTimestamp(row.destroy_requested_at),
    destroyRequestedBy: row.destroy_requested_by,
    approve: row.approve,
    expiresAt: toTimestamp(row.expires_at),
    expiryNoticedAt: toTimestamp(row.expiry_noticed_at),
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
    destroyedAt: toTimestamp(row.destroyed_at),
  }
}

export function toWorkspaceRow(workspace: WorkspaceRecord): WorkspaceRow {
  return {
    id: workspace.id,
    name: workspace.name,
    key: workspace.key,
    app_id: workspace.appId,
    app_slug: workspace.appSlug,
    revision: workspace.revision,
    status: workspace.status,
    template_name: workspace.template.name,
    template_version: workspace.template.version,
    engine: workspace.engine,
    parameters: workspace.parameters,
    endpoints: workspace.endpoints,
    outputs: workspace.outputs,
    current_run_id: workspace.currentRunId,
    owner: workspace.owner,
    created_by: workspace.createdBy,
    idempotency_key: workspace.idempotencyKey,
    error: workspace.error,
    drifted: workspace.drifted,
    diverged: workspace.diverged,
    destroy_requested_at: toDate(workspace.destroyRequestedAt),
    destroy_requested_by: workspace.destroyRequestedBy,
    approve: workspace.approve,
    expires_at: toDate(workspace.expiresAt),
    expiry_noticed_at: toDate(workspace.expiryNoticedAt),
    created_at: new Date(workspace.createdAt),
    updated_at: new Date(workspace.updatedAt),
    destroyed_at: toDate(workspace.destroyedAt),
  }
}
