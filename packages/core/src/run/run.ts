import { z } from 'zod'
import { runIdSchema, workspaceIdSchema } from '../id/ids.js'
import { timestampSchema } from '../id/timestamp.js'
import { manifestSchema } from '../manifest/manifest.js'

export const runKinds = ['provision', 'update', 'destroy', 'plan', 'refresh'] as const
export const runKindSchema = z.enum(runKinds)
export type RunKind = z.infer<typeof runKindSchema>

/** In Terraform Cloud's words; the moves between them are in `run-state.ts`. */
export const runStatuses = [
  'pending',
  'planning',
  'planned',
  'applying',
  'applied',
  'planned_and_finished',
  'errored',
  'canceled',
  'discarded',
] as const
export const runStatusSchema = z.enum(runStatuses)
export type RunStatus = z.infer<typeof runStatusSchema>

/** What may be done about a run now. */
export const runActions = ['cancel', 'force-cancel', 'approve', 'discard', 'retry', 'import'] as const

/** What a plan would do, by Terraform's own counts. */
export const planSummarySchema = z
  .object({ add: z.int(), change: z.int(), destroy: z.int(), replace: z.int() })
  .meta({ id: 'PlanSummary' })
export type PlanSummary = z.infer<typeof planSummarySchema>

/** What a plan does to one resource, in Terraform's words (`planned_change`). */
export const changeActions = [
  'create',
  'update',
  'delete',
  'replace',
  'import',
  'move',
  'remove',
  'read',
  'no-op',
] as const

/** One change of a plan. */
export const plannedChangeSchema = z
  .object({
    address: z.string(),
    action: z.enum(changeActions),
    reason: z.string().nullable().describe('Why it is replaced or deleted, as the engine says it.'),
  })
  .meta({ id: 'PlannedChange' })
export type PlannedChange = z.infer<typeof plannedChangeSchema>

/** One resource that is not as its state says. Values of sensitive attributes are null. */
export const driftSchema = z
  .object({
    address: z.string(),
    action: z.enum(['update', 'delete']).describe('Changed, or gone.'),
    attributes: z.array(
      z.object({ path: z.string(), before: z.unknown(), after: z.unknown(), sensitive: z.boolean() }),
    ),
  })
  .meta({ id: 'Drift' })
export type Drift = z.infer<typeof driftSchema>

/** A plan: in numbers, change by change (at most 500), and what had drifted. */
export const planSchema = planSummarySchema
  .extend({ changes: z.array(plannedChangeSchema), drift: z.array(driftSchema) })
  .meta({ id: 'Plan' })
export type Plan = z.infer<typeof planSchema>

/** Whether a plan waits for somebody: where it deletes or replaces, always, or never. */
export const approvalPolicySchema = z.enum(['destructive', 'always', 'never'])
export type ApprovalPolicy = z.infer<typeof approvalPolicySchema>

/** One resource of a run's ledger: how far the newest attempt that touched it is known to have come. */
export const ledgerEntrySchema = z
  .object({
    address: z.string(),
    action: z.enum(['create', 'update', 'delete', 'replace']),
    phase: z.enum(['planned', 'started', 'completed', 'errored']),
    attempt: z.int(),
    id: z.string().nullable().describe('As the provider gave it; known once it is completed.'),
  })
  .meta({ id: 'LedgerEntry' })
export type LedgerEntry = z.infer<typeof ledgerEntrySchema>

/** A resource of which nobody knows whether it is there, or that is there and missing in the state. */
export const uncertainResourceSchema = z
  .object({
    address: z.string(),
    id: z.string().nullable().describe('Known when it was finished: it can be imported.'),
    why: z.enum(['outcome-unknown', 'missing-in-state']),
    resolved: z
      .enum(['accepted', 'imported', 'in-state', 'allowed'])
      .nullable()
      .describe(
        'How it was settled; null while it is not. `accepted`: somebody approved the plan beside it. `imported`: taken into the state. `in-state`: the state that holds names it. `allowed`: the template says `takeover: auto`.',
      ),
  })
  .meta({ id: 'UncertainResource' })
export type UncertainResource = z.infer<typeof uncertainResourceSchema>

/** Somebody's consent to a plan. */
export const approvalSchema = z
  .object({
    at: timestampSchema,
    by: z.string().nullable(),
    /** What was agreed to. Not described for the document, whose generator would then close the referenced schema. */
    plan: planSchema,
    uncertain: z.array(z.string()).describe('Addresses whose uncertainty was accepted.'),
    imports: z
      .array(z.object({ address: z.string(), id: z.string() }))
      .describe('To be taken into the state.'),
  })
  .meta({ id: 'Approval' })
export type Approval = z.infer<typeof approvalSchema>

/** A diagnostic of the engine itself (Terraform's `-json` diagnostics). */
export const engineDiagnosticSchema = z
  .object({
    severity: z.enum(['error', 'warning']),
    summary: z.string(),
    detail: z.string(),
    address: z.string().nullable(),
    file: z.string().nullable(),
    line: z.int().nullable(),
  })
  .meta({ id: 'EngineDiagnostic' })
export type EngineDiagnostic = z.infer<typeof engineDiagnosticSchema>

/** Why a run ended `errored`, or where it was when it was `canceled`: what happened, where, and what to do. */
export const runFailureSchema = z
  .object({
    code: z.string(),
    message: z.string(),
    hint: z.string().nullable(),
    phase: z.enum(['prepare', 'plan', 'apply']),
    diagnostics: z.array(engineDiagnosticSchema),
  })
  .meta({ id: 'RunFailure' })
export type RunFailure = z.infer<typeof runFailureSchema>

/**
 * One execution for a workspace, as it is stored. `fence` numbers the attempts' leases: every write of an
 * attempt carries it and a stale one is refused.
 */
export const runRecordSchema = z.object({
  id: runIdSchema,
  workspaceId: workspaceIdSchema,
  kind: runKindSchema,
  status: runStatusSchema,
  engine: z.string(),
  workerTag: z.string().nullable().describe('Only a worker with this tag takes it.'),
  template: z.object({ name: z.string(), version: z.string() }),
  revision: z.int().describe('Revision of the app that it makes real.'),
  manifest: manifestSchema
    .nullable()
    .describe(
      'What a plan looks at instead of that revision: a manifest that need not be in the catalog. Else null.',
    ),
  parameters: z.record(z.string(), z.unknown()),
  approve: approvalPolicySchema,
  background: z.boolean().describe('Nobody waits for it: people’s runs go first.'),
  attempt: z.int().min(0).describe('Tries so far; 0 before the first claim.'),
  fence: z.int().min(0),
  worker: z.string().nullable(),
  leaseExpiresAt: timestampSchema.nullable(),
  cancelRequestedAt: timestampSchema.nullable(),
  forceRequestedAt: timestampSchema.nullable(),
  plan: planSchema.nullable(),
  approval: approvalSchema.nullable(),
  uncertain: z.array(uncertainResourceSchema),
  error: runFailureSchema
    .nullable()
    .describe('Why it ended as it did; of one that goes on, why its last attempt could not.'),
  logSize: z.int().min(0).describe('Bytes of log stored so far.'),
  createdBy: z.string().nullable(),
  requestId: z.string().nullable().describe('Of the request that asked for it; null for Waybill itself.'),
  createdAt: timestampSchema,
  startedAt: timestampSchema.nullable(),
  endedAt: timestampSchema.nullable(),
  updatedAt: timestampSchema,
})
export type RunRecord = z.infer<typeof runRecordSchema>

/** A run as it is shown: the record without its lease's inner workings, with what may be done and why it waits. */
export const runSchema = runRecordSchema
  .omit({ fence: true })
  .extend({
    simulated: z.boolean().describe('True when nothing real is made.'),
    actions: z.array(z.enum(runActions)).describe('What is legal now.'),
    waiting: z.string().nullable().describe('Why it does not run; null when it does or has ended.'),
  })
  .meta({ id: 'Run' })
export type Run = z.infer<typeof runSchema>

export const runQuerySchema = z.object({
  workspaceId: workspaceIdSchema.optional().describe('Of this workspace.'),
  status: z.array(runStatusSchema).optional().describe('Of one of these statuses.'),
  kind: runKindSchema.optional(),
  limit: z.int().min(1).max(1000).default(100).describe('Most runs of one page.'),
  cursor: z.string().optional().describe('`nextCursor` of the page before.'),
})
export type RunQuery = z.infer<typeof runQuerySchema>
export type RunQueryInput = z.input<typeof runQuerySchema>

export const runPageSchema = z
  .object({ items: z.array(runSchema), nextCursor: z.string().nullable() })
  .meta({ id: 'RunPage' })
export type RunPage = z.infer<typeof runPageSchema>
