import type { RunRecord } from '@waybill/core'
import { DataTypes, Op } from 'sequelize'
import { optional, required, type TableDefinition } from '../schema/table-definition.js'
import { toDate, toTimestamp } from '../schema/timestamp-column.js'

const activeStatuses: readonly RunRecord['status'][] = ['pending', 'planning', 'planned', 'applying']

/** Runs with their leases. The row is the truth: a job of the queue is only a wake-up for it. */
export const runsTable: TableDefinition = {
  name: 'runs',
  columns: {
    id: required(DataTypes.UUID, { primaryKey: true }),
    workspace_id: required(DataTypes.UUID, {
      references: { model: 'workspaces', key: 'id' },
      onDelete: 'CASCADE',
    }),
    kind: required(DataTypes.TEXT),
    status: required(DataTypes.TEXT),
    engine: required(DataTypes.TEXT),
    worker_tag: optional(DataTypes.TEXT),
    template_name: required(DataTypes.TEXT),
    template_version: required(DataTypes.TEXT),
    revision: required(DataTypes.INTEGER),
    // What a plan looks at instead of the revision.
    manifest: optional(DataTypes.JSONB),
    parameters: required(DataTypes.JSONB),
    approve: required(DataTypes.TEXT, { defaultValue: 'destructive' }),
    background: required(DataTypes.BOOLEAN, { defaultValue: false }),
    attempt: required(DataTypes.INTEGER),
    fence: required(DataTypes.INTEGER),
    worker: optional(DataTypes.TEXT),
    lease_expires_at: optional(DataTypes.DATE),
    cancel_requested_at: optional(DataTypes.DATE),
    force_requested_at: optional(DataTypes.DATE),
    plan: optional(DataTypes.JSONB),
    approval: optional(DataTypes.JSONB),
    uncertain: required(DataTypes.JSONB, { defaultValue: [] }),
    error: optional(DataTypes.JSONB),
    log_size: required(DataTypes.BIGINT),
    created_by: optional(DataTypes.TEXT),
    request_id: optional(DataTypes.TEXT),
    created_at: required(DataTypes.DATE),
    started_at: optional(DataTypes.DATE),
    ended_at: optional(DataTypes.DATE),
    updated_at: required(DataTypes.DATE),
  },
  indexes: [
    {
      name: 'runs_one_active',
      fields: ['workspace_id'],
      unique: true,
      where: { status: { [Op.in]: [...activeStatuses] } },
    },
    { name: 'runs_workspace_id', fields: ['workspace_id', 'id'] },
    { name: 'runs_claimable', fields: ['id'], where: { status: { [Op.in]: [...activeStatuses] } } },
  ],
}

export interface RunRow {
  readonly id: RunRecord['id']
  readonly workspace_id: RunRecord['workspaceId']
  readonly kind: RunRecord['kind']
  readonly status: RunRecord['status']
  readonly engine: string
  readonly worker_tag: string | null
  readonly template_name: string
  readonly template_version: string
  readonly revision: number
  readonly manifest: RunRecord['manifest']
  readonly parameters: RunRecord['parameters']
  readonly approve: RunRecord['approve']
  readonly background: boolean
  readonly attempt: number
  readonly fence: number
  readonly worker: string | null
  readonly lease_expires_at: Date | null
  readonly cancel_requested_at: Date | null
  readonly force_requested_at: Date | null
  readonly plan: RunRecord['plan']
  readonly approval: RunRecord['approval']
  readonly uncertain: RunRecord['uncertain']
  readonly error: RunRecord['error']
  /** pg gives a bigint as text. */
  readonly log_size: string
  readonly created_by: string | null
  readonly request_id: string | null
  readonly created_at: Date
  readonly started_at: Date | null
  readonly ended_at: Date | null
  readonly updated_at: Date
}

export function toRun(row: RunRow): RunRecord {
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    kind: row.kind,
    status: row.status,
    engine: row.engine,
    workerTag: row.worker_tag,
    template: { name: row.template_name, version: row.template_version },
    revision: row.revision,
    manifest: row.manifest,
    parameters: row.parameters,
    approve: row.approve,
    background: row.background,
    attempt: row.attempt,
    fence: row.fence,
    worker: row.worker,
    leaseExpiresAt: toTimestamp(row.lease_expires_at),
    cancelRequestedAt: toTimestamp(row.cancel_requested_at),
    forceRequestedAt: toTimestamp(row.force_requested_at),
    plan: row.plan,
    approval: row.approval,
    // What an earlier version has stored says nothing of how it was settled.
    uncertain: row.uncertain.map(resource => ({ ...resource, resolved: resource.resolved ?? null })),
    error: row.error,
    logSize: Number(row.log_size),
    createdBy: row.created_by,
    requestId: row.request_id,
    createdAt: row.created_at.toISOString(),
    startedAt: toTimestamp(row.started_at),
    endedAt: toTimestamp(row.ended_at),
    updatedAt: row.updated_at.toISOString(),
  }
}

export function toRunRow(run: RunRecord): RunRow {
  return {
    id: run.id,
    workspace_id: run.workspaceId,
    kind: run.kind,
    status: run.status,
    engine: run.engine,
    worker_tag: run.workerTag,
    template_name: run.template.name,
    template_version: run.template.version,
    revision: run.revision,
    manifest: run.manifest,
    parameters: run.parameters,
    approve: run.approve,
    background: run.background,
    attempt: run.attempt,
    fence: run.fence,
    worker: run.worker,
    lease_expires_at: toDate(run.leaseExpiresAt),
    cancel_requested_at: toDate(run.cancelRequestedAt),
    force_requested_at: toDate(run.forceRequestedAt),
    plan: run.plan,
    approval: run.approval,
    uncertain: run.uncertain,
    error: run.error,
    log_size: String(run.logSize),
    created_by: run.createdBy,
    request_id: run.requestId,
    created_at: new Date(run.createdAt),
    started_at: toDate(run.startedAt),
    ended_at: toDate(run.endedAt),
    updated_at: new Date(run.updatedAt),
  }
}
