import { z } from 'zod'

/** A place in a text: line and column count from 1 (columns in UTF-16 code units), offsets in bytes from 0. */
const positionSchema = z.object({
  line: z.int().min(1),
  column: z.int().min(1),
  offset: z.int().min(0),
})

/** A stretch of a text; `end` is exclusive. */
export const rangeSchema = z.object({ start: positionSchema, end: positionSchema }).meta({ id: 'Range' })
export type Range = z.infer<typeof rangeSchema>

/** A second place that belongs to a finding, e.g. where a name was first used. */
const relatedSchema = z.object({ message: z.string(), file: z.string(), range: rangeSchema.optional() })
export type RelatedPlace = z.infer<typeof relatedSchema>

const textEditSchema = z.object({ file: z.string(), range: rangeSchema, newText: z.string() })

/** A change of text that mends a finding; `safe` when it cannot change the meaning of what is right. */
const fixSchema = z.object({ title: z.string(), edits: z.array(textEditSchema), safe: z.boolean() })
export type Fix = z.infer<typeof fixSchema>

/** Error: the manifest is not taken. Warning: it is, but look. Info: good to know. */
export const severities = ['error', 'warning', 'info'] as const
export type Severity = (typeof severities)[number]

/**
 * One finding about a manifest, as a compiler would report it. `code` is `WB…`, or `<set>/<rule>` of a rule of
 * one's own. `file` is relative to the source, with `/`;
 * `range` is absent where there is no text to point at (a missing file); `pointer` is a JSON Pointer
 * (RFC 6901) into the manifest.
 */
export const diagnosticSchema = z
  .object({
    code: z.string().regex(/^(?:WB[1-4]\d\d|[a-z][a-z0-9-]*\/[a-z][a-z0-9-]*)$/),
    severity: z.enum(severities),
    message: z.string(),
    file: z.string(),
    range: rangeSchema.optional(),
    pointer: z.string().optional(),
    help: z.string().optional(),
    related: z.array(relatedSchema),
    fix: fixSchema.optional(),
  })
  .meta({ id: 'Diagnostic' })
export type Diagnostic = z.infer<typeof diagnosticSchema>
