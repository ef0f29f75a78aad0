import { z } from 'zod'
import { durationSchema } from '../id/duration.js'
import { timestampSchema } from '../id/timestamp.js'
import { approvalPolicySchema, engineDiagnosticSchema } from '../run/run.js'

/** What a template's `template.json` says. */
export const templateSettingsSchema = z
  .object({
    $schema: z.string().optional(),
    title: z.string().min(1),
    description: z.string().default(''),
    engine: z.enum(['terraform', 'tofu', 'simulated']).default('terraform'),
    requires: z
      .string()
      .optional()
      .describe('Versions of the engine that fit, as a semver range, e.g. `>=1.5`.'),
    parameters: z
      .record(z.string(), z.unknown())
      .default({ type: 'object', properties: {}, additionalProperties: false })
      .describe(
        'JSON Schema (2020-12) of an object; each property is a Terraform variable of the same name.',
      ),
    env: z
      .array(z.string())
      .default([])
      .describe('Names of environment variables passed to the engine; `*` at the end matches any rest.'),
    approve: approvalPolicySchema.default('destructive'),
    takeover: z.enum(['ask', 'auto']).default('ask'),
    timeout: durationSchema.optional().describe('Longest an attempt of a run may take, e.g. `2h`.'),
    maxTtl: durationSchema.optional().describe('Longest life of a workspace, e.g. `7d`.'),
    worker: z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]{0,62}$/)
      .optional()
      .describe('Only a worker with this tag takes its runs.'),
  })
  .meta({ id: 'TemplateSettings' })
export type TemplateSettings = z.infer<typeof templateSettingsSchema>

/** One file of a template; `path` is relative to its folder, with `/`. */
export interface TemplateFile {
  readonly path: string
  readonly executable: boolean
  readonly bytes: Uint8Array
}

/** An immutable snapshot of a template. `version` is the SHA-256 of its files and their paths, in hex. */
export interface TemplateVersion {
  readonly name: string
  readonly version: string
  readonly settings: TemplateSettings
  readonly files: readonly TemplateFile[]
}

/** A template as it is listed. */
export const templateSchema = z
  .object({
    name: z.string(),
    version: z.string().nullable().describe('SHA-256 of its files; null when it is broken.'),
    settings: templateSettingsSchema.nullable(),
    builtIn: z.boolean(),
    default: z.boolean().describe('Taken when a request names none.'),
    error: z.string().nullable().describe('Why it cannot be used.'),
    checkedAt: timestampSchema.nullable(),
  })
  .meta({ id: 'Template' })
export type Template = z.infer<typeof templateSchema>

/** A template that was proved: it can be used, though something may be amiss. */
export const templateCheckSchema = templateSchema
  .extend({ warnings: z.array(engineDiagnosticSchema).describe('What its engine only warns of.') })
  .meta({ id: 'TemplateCheck' })
export type TemplateCheck = z.infer<typeof templateCheckSchema>
