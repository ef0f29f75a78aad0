import type { EngineDiagnostic, Output, PlannedChange } from '@waybill/core'
import { z } from 'zod'

/** What matters of one line of Terraform's `-json` stream. */
export type StreamEvent =
  | { readonly type: 'planned'; readonly change: PlannedChange }
  | { readonly type: 'drifted'; readonly address: string; readonly action: 'update' | 'delete' }
  | { readonly type: 'resource'; readonly resource: ResourceProgress }
  | { readonly type: 'diagnostic'; readonly diagnostic: EngineDiagnostic }
  | { readonly type: 'summary'; readonly operation: string; readonly counts: ChangeCounts }
  | { readonly type: 'outputs'; readonly outputs: Readonly<Record<string, Output>> }

/** A step of one resource in an apply. */
export interface ResourceProgress {
  readonly address: string
  readonly action: string
  readonly phase: 'started' | 'completed' | 'errored'
  /** As the provider gave it, of a resource that is complete. */
  readonly id: string | null
}

/** Terraform's own counts; a replaced resource counts as added and as removed. */
export interface ChangeCounts {
  readonly add: number
  readonly change: number
  readonly remove: number
}

const resourceSchema = z.object({ addr: z.string() })
const changeSchema = z.object({
  change: z.object({ resource: resourceSchema, action: z.string(), reason: z.string().optional() }),
})
const hookSchema = z.object({
  hook: z.object({
    resource: resourceSchema,
    action: z.string(),
    id_key: z.string().optional(),
    id_value: z.string().optional(),
  }),
})

/** Terraform's words for what it does, where ours are others. */
const changeWords: Readonly<Record<string, PlannedChange['action']>> = {
  create: 'create',
  update: 'update',
  delete: 'delete',
  replace: 'replace',
  import: 'import',
  move: 'move',
  forget: 'remove',
  remove: 'remove',
  read: 'read',
  noop: 'no-op',
  'no-op': 'no-op',
}
const summarySchema = z.object({
  changes: z.object({
    add: z.int().default(0),
    change: z.int().default(0),
    remove: z.int().default(0),
    operation: z.string(),
  }),
})
const outputsSchema = z.object({
  outputs: z.record(
    z.string(),
    z.object({ sensitive: z.boolean().default(false), value: z.unknown().optional() }),
  ),
})
const diagnosticSchema = z.object({
  severity: z.string(),
  summary: z.string(),
  detail: z.string().default(''),
  address: z.string().optional(),
  range: z.object({ filename: z.string(), start: z.object({ line: z.int() }) }).optional(),
})
const lineSchema = z.object({ type: z.string() })

/** What each type of line becomes; every other type is only log. */
const readers: Readonly<Record<string, (line: unknown) => StreamEvent | undefined>> = {
  planned_change: readPlannedChange,
  resource_drift: readDriftLine,
  apply_start: line => readProgress(line, 'started'),
  apply_complete: line => readProgress(line, 'completed'),
  apply_errored: line => readProgress(line, 'errored'),
  diagnostic: readDiagnosticLine,
  change_summary: readSummary,
  outputs: readOutputs,
}

const readableType = new RegExp(`"type"\\s*:\\s*"(?:${Object.keys(readers).join('|')})"`)

/**
 * Reads one line of the stream; undefined for lines that say nothing of the kind: other types, text, notes of
 * Waybill's own. Unknown keys are ignored. Pure.
 * https://developer.hashicorp.com/terraform/internals/machine-readable-ui
 */
export function parseStreamLine(line: string): StreamEvent | undefined {
  // Most lines are only log: millions of them are told apart without being read as JSON.
  if (!line.startsWith('{') || !readableType.test(line)) return undefined
  try {
    const value: unknown = JSON.parse(line)
    const head = lineSchema.safeParse(value)
    return head.success ? readers[head.data.type]?.(value) : undefined
  } catch {
    // Cut off by a kill, or text that begins with a bracket.
    return undefined
  }
}

/** A diagnostic as Terraform writes it, in the stream and in `validate -json`; undefined when it is none. Pure. */
export function readDiagnostic(value: unknown): EngineDiagnostic | undefined {
  const parsed = diagnosticSchema.safeParse(value)
  if (!parsed.success) return undefined
  const { severity, summary, detail, address, range } = parsed.data
  return {
    severity: severity === 'error' ? 'error' : 'warning',
    summary,
    detail,
    address: address ?? null,
    file: range?.filename ?? null,
    line: range?.start.line ?? null,
  }
}

function readPlannedChange(line: unknown): StreamEvent | undefined {
  const parsed = changeSchema.safeParse(line)
  if (!parsed.success) return undefined
  const { resource, action, reason = null } = parsed.data.change
  // A word of a later version: taken for the worst, so that it is asked about.
  return {
    type: 'planned',
    change: { address: resource.addr, action: changeWords[action] ?? 'replace', reason },
  }
}

/** Also a resource that only moved is named here: it is as its state says. */
function readDriftLine(line: unknown): StreamEvent | undefined {
  const parsed = changeSchema.safeParse(line)
  if (!parsed.success) return undefined
  const { resource, action } = parsed.data.change
  if (action !== 'update' && action !== 'delete') return undefined
  return { type: 'drifted', address: resource.addr, action }
}

/** Data sources are read by the same events, already while planning: they make nothing. */
function readProgress(line: unknown, phase: ResourceProgress['phase']): StreamEvent | undefined {
  const parsed = hookSchema.safeParse(line)
  if (!parsed.success || parsed.data.hook.action === 'read') return undefined
  const { resource, action, id_key: key, id_value: id = null } = parsed.data.hook
  return {
    type: 'resource',
    resource: { address: resource.addr, action, phase, id: key === 'id' ? id : null },
  }
}

function readDiagnosticLine(line: unknown): StreamEvent | undefined {
  const parsed = z.object({ diagnostic: z.unknown() }).safeParse(line)
  const diagnostic = parsed.success ? readDiagnostic(parsed.data.diagnostic) : undefined
  return diagnostic && { type: 'diagnostic', diagnostic }
}

function readSummary(line: unknown): StreamEvent | undefined {
  const parsed = summarySchema.safeParse(line)
  if (!parsed.success) return undefined
  const { operation, add, change, remove } = parsed.data.changes
  return { type: 'summary', operation, counts: { add, change, remove } }
}

/** The plan's outputs carry an action only; the apply's carry a value, unless they are sensitive. */
function readOutputs(line: unknown): StreamEvent | undefined {
  const parsed = outputsSchema.safeParse(line)
  if (!parsed.success) return undefined
  const outputs = Object.entries(parsed.data.outputs).map(([name, { sensitive, value }]) => [
    name,
    { sensitive, value: sensitive ? null : (value ?? null) },
  ])
  return { type: 'outputs', outputs: Object.fromEntries(outputs) }
}
