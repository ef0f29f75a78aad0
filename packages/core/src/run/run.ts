import { z } from 'zod'
import { runIdSchema, workspaceIdSchema } from '../id/ids.js'
import { timestampSchema } from '../id/timestamp.js'

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
export const runActions = ['cancel', 'approve', 'discard', 'retry'] as const

/** What a plan would do, by Terraform's own counts. */
export const planSummarySchema = z
  .object({ add: z.int(), change: z.int(), destroy: z.int(), replace: z.int() })
  .meta({ id: 'PlanSummary' })
export type PlanSummary = z.infer<typeof planSummarySchema>

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
  template: z.object({ name: z.string(), version: z.string() }),
  revision: z.int().describe('Revision of the app that it makes real.'),
  parameters: z.record(z.string(), z.unknown()),
  attempt: z.int().min(0).describe('Tries so far; 0 before the first claim.'),
  fence: z.int().min(0),
  worker: z.string().nullable(),
  leaseExpiresAt: timestampSchema.nullable(),
  cancelRequestedAt: timestampSchema.nullable(),
  plan: planSummarySchema.nullable(),
  error: runFailureSchema.nullable(),
  logSize: z.int().min(0).describe('Bytes of log stored so far.'),
  createdBy: z.string().nullable(),
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
  workspaceId: workspaceIdSchema.optional(),
  status: z.array(runStatusSchema).optional(),
  kind: runKindSchema.optional(),
  limit: z.int().min(1).max(1000).default(100),
  cursor: z.string().optional().describe('`nextCursor` of the page before.'),
})
export type RunQuery = z.infer<typeof runQuerySchema>
export type RunQueryInput = z.input<typeof runQuerySchema>

export const runPageSchema = z
  .object({ items: z.array(runSchema), nextCursor: z.string().nullable() })
  .meta({ id: 'RunPage' })
export type RunPage = z.infer<typeof runPageSchema>
