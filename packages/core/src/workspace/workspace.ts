import { z } from 'zod'
import { durationSchema } from '../id/duration.js'
import { appIdSchema, runIdSchema, workspaceIdSchema } from '../id/ids.js'
import { timestampSchema } from '../id/timestamp.js'
import { manifestSchema } from '../manifest/manifest.js'
import { approvalPolicySchema, runFailureSchema, runRecordSchema, runSchema } from '../run/run.js'

export const workspaceStatuses = [
  'pending',
  'provisioning',
  'ready',
  'updating',
  'destroying',
  'destroyed',
  'failed',
] as const
export const workspaceStatusSchema = z.enum(workspaceStatuses)
export type WorkspaceStatus = z.infer<typeof workspaceStatusSchema>

/** One output of a template. A sensitive one has no value here. */
export const outputSchema = z.object({ value: z.unknown(), sensitive: z.boolean() }).meta({ id: 'Output' })
export type Output = z.infer<typeof outputSchema>

const nameSchema = z
  .string()
  .min(1)
  .max(63)
  .regex(
    /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/,
    'has to be lower-case letters, digits and hyphens, at most 63 (RFC 1123)',
  )

const ownerSchema = z.string().min(1).max(100)

/** A workspace as it is stored. */
export const workspaceRecordSchema = z.object({
  id: workspaceIdSchema,
  name: nameSchema.describe('Unique among the workspaces that are not destroyed.'),
  key: z.string().describe('Short, unique, DNS-safe, never changes: for names in a cloud.'),
  appId: appIdSchema,
  appSlug: z.string(),
  revision: z.int().describe('Revision of the app that was asked for last.'),
  status: workspaceStatusSchema,
  template: z.object({ name: z.string(), version: z.string() }),
  engine: z.string(),
  parameters: z.record(z.string(), z.unknown()),
  endpoints: z.record(z.string(), z.string()).describe('URL per component, as the template put them out.'),
  outputs: z.record(z.string(), outputSchema),
  currentRunId: runIdSchema.describe('The newest run that may change it.'),
  owner: z.string().nullable(),
  createdBy: z.string().nullable(),
  idempotencyKey: z.string().nullable(),
  error: runFailureSchema.nullable().describe('Why it is failed.'),
  drifted: z.boolean().describe('The newest refresh found that something is not as its state says.'),
  diverged: z
    .boolean()
    .describe(
      'A state of an attempt that was given up turned up late: somebody has to choose which one holds.',
    ),
  destroyRequestedAt: timestampSchema
    .nullable()
    .describe(
      'Set when it is to be destroyed; the run that goes on then is followed by the one that does it.',
    ),
  destroyRequestedBy: z.string().nullable(),
  approve: approvalPolicySchema.nullable().describe('Overrides the policy of the template.'),
  expiresAt: timestampSchema.nullable().describe('When it is destroyed by itself.'),
  expiryNoticedAt: timestampSchema.nullable().describe('When its end was announced.'),
  createdAt: timestampSchema,
  updatedAt: timestampSchema,
  destroyedAt: timestampSchema.nullable(),
})
export type WorkspaceRecord = z.infer<typeof workspaceRecordSchema>

export const workspaceActions = [
  'update',
  'plan',
  'refresh',
  'extend',
  'destroy',
  'orphan',
  'choose-state',
] as const

/** The run of a workspace that has not ended: also a plan or a refresh, which change nothing. */
export const activeRunSchema = runRecordSchema
  .pick({ id: true, kind: true, status: true, createdBy: true, createdAt: true })
  .extend({ waiting: runSchema.shape.waiting })
  .meta({ id: 'ActiveRun' })
export type ActiveRun = z.infer<typeof activeRunSchema>

/** A workspace as it is shown. */
export const workspaceSchema = workspaceRecordSchema
  .omit({ currentRunId: true, idempotencyKey: true, destroyRequestedAt: true, destroyRequestedBy: true })
  .extend({
    currentRun: runSchema,
    activeRun: activeRunSchema
      .nullable()
      .describe('The run that has not ended, also a plan or a refresh: another one has to wait for its end.'),
    simulated: z.boolean().describe('True when nothing real was made.'),
    outdated: z.object({ app: z.boolean(), template: z.boolean() }).describe('What has a newer version.'),
    actions: z.array(z.enum(workspaceActions)),
    waiting: z.string().nullable().describe('Why it is not where it should be; null when it is.'),
  })
  .meta({ id: 'Workspace' })
export type Workspace = z.infer<typeof workspaceSchema>

/** What a caller asks for. */
export const createWorkspaceSchema = z
  .object({
    appSlug: z.string().min(1).describe('Slug of an app of the catalog.'),
    name: nameSchema.optional().describe('Default: the slug and the key.'),
    template: z.string().min(1).optional().describe('Default: the default template.'),
    parameters: z
      .record(z.string(), z.unknown())
      .default({})
      .describe("Checked by the template's JSON Schema."),
    owner: ownerSchema.optional(),
    ttl: durationSchema.optional().describe('It is destroyed by itself after this time, e.g. `8h`.'),
    approve: approvalPolicySchema.optional().describe('Default: what the template says.'),
    planFirst: z
      .boolean()
      .default(false)
      .describe('Its first plan waits to be approved, whatever later ones do.'),
  })
  .meta({ id: 'CreateWorkspace' })

/** As the library takes it: with what the API takes from headers. */
export const createWorkspaceInputSchema = createWorkspaceSchema.extend({
  idempotencyKey: z
    .string()
    .min(1)
    .max(255)
    .optional()
    .describe('The same key again answers the workspace that was made the first time.'),
  actor: z.string().optional().describe('Who asks, for the change feed.'),
})
export type CreateWorkspaceInput = z.input<typeof createWorkspaceInputSchema>

/** What may be changed of a workspace without a run. */
export const patchWorkspaceSchema = z
  .strictObject({
    name: nameSchema.optional(),
    owner: ownerSchema.nullable().optional(),
    ttl: durationSchema.nullable().optional().describe('From now on; null: it lives until it is destroyed.'),
  })
  .meta({ id: 'PatchWorkspace' })
/** What a caller of the library says beside what a request's body holds. */
const changeContext = {
  actor: z.string().optional(),
  ifUpdatedAt: timestampSchema
    .optional()
    .describe('Only if it was changed last at this time; else PRECONDITION_FAILED.'),
}
export const patchWorkspaceInputSchema = patchWorkspaceSchema.extend(changeContext)
export type PatchWorkspaceInput = z.input<typeof patchWorkspaceInputSchema>

/** A run that is asked for. An update takes the newest versions of app and template. */
export const startRunSchema = z
  .strictObject({
    kind: z.enum(['update', 'plan', 'refresh']),
    parameters: z
      .record(z.string(), z.unknown())
      .optional()
      .describe('New values of an update or a plan; those that are not named stay as they are.'),
    approve: approvalPolicySchema.optional().describe('Default: what the workspace or the template says.'),
    background: z.boolean().default(false).describe('People’s runs go first.'),
    manifest: manifestSchema
      .optional()
      .describe(
        'Of a plan: a manifest of its app that need not be in the catalog, such as that of a branch. Nothing else is changed by it.',
      ),
  })
  .meta({ id: 'StartRun' })
export const startRunInputSchema = startRunSchema.extend(changeContext)
export type StartRunInput = z.input<typeof startRunInputSchema>

export const workspaceQuerySchema = z.object({
  appSlug: z.string().optional().describe('Of the app with this slug.'),
  status: z.array(workspaceStatusSchema).optional().describe('Without it, all but the destroyed ones.'),
  owner: z.string().optional().describe('Owned by exactly this one.'),
  limit: z.int().min(1).max(1000).default(100).describe('Most workspaces of one page.'),
  cursor: z.string().optional().describe('`nextCursor` of the page before.'),
})
export type WorkspaceQuery = z.infer<typeof workspaceQuerySchema>
export type WorkspaceQueryInput = z.input<typeof workspaceQuerySchema>

export const workspacePageSchema = z
  .object({ items: z.array(workspaceSchema), total: z.int(), nextCursor: z.string().nullable() })
  .meta({ id: 'WorkspacePage' })
export type WorkspacePage = z.infer<typeof workspacePageSchema>
