import type { Drift } from '@waybill/core'
import { z } from 'zod'

/** What matters of a plan's JSON. https://developer.hashicorp.com/terraform/internals/json-format */
const planSchema = z.object({
  resource_drift: z
    .array(
      z.object({
        address: z.string(),
        change: z.object({
          actions: z.array(z.string()),
          before: z.unknown(),
          after: z.unknown(),
          before_sensitive: z.unknown(),
          after_sensitive: z.unknown(),
        }),
      }),
    )
    .default([]),
})

type Attribute = Drift['attributes'][number]

/** Enough to see what happened; a plan can hold megabytes. */
const maxResources = 500
const maxAttributes = 200
const maxValueLength = 4_096

/**
 * What has drifted, by the JSON of a plan; undefined for a text that is none. Values that Terraform marks as
 * sensitive, and those that hold one of `secrets`, are left out. Pure.
 */
export function readDrift(text: string, secrets: readonly string[]): readonly Drift[] | undefined {
  const parsed = planSchema.safeParse(parseJson(text))
  if (!parsed.success) return undefined
  return parsed.data.resource_drift
    .slice(0, maxResources)
    .flatMap(({ address, change }): readonly Drift[] => {
      if (change.actions.includes('delete')) return [{ address, action: 'delete', attributes: [] }]
      // A resource that was only moved is listed as well.
      if (!change.actions.includes('update')) return []
      const { before, after, before_sensitive: hiddenBefore, after_sensitive: hiddenAfter } = change
      const attributes = compare('', { before, after, hiddenBefore, hiddenAfter })
      if (attributes.length === 0) return []
      const shown = attributes.slice(0, maxAttributes).map(attribute => hideSecrets(attribute, secrets))
      return [{ address, action: 'update', attributes: shown }]
    })
}

interface Sides {
  readonly before: unknown
  readonly after: unknown
  /** True, or a value of the same shape that is true where the value is sensitive. */
  readonly hiddenBefore: unknown
  readonly hiddenAfter: unknown
}

/** Every place where the sides differ. */
function compare(path: string, sides: Sides): readonly Attribute[] {
  const { before, after, hiddenBefore, hiddenAfter } = sides
  if (JSON.stringify(before) === JSON.stringify(after) || (isNothing(before) && isNothing(after))) return []
  if (hiddenBefore === true || hiddenAfter === true) return [hidden(path)]
  const isList = Array.isArray(before) && Array.isArray(after)
  if (!isList && !(isObject(before) && isObject(after))) {
    // A side that is shown as a whole may hide a secret deep inside.
    if (holdsTrue(hiddenBefore) || holdsTrue(hiddenAfter)) return [hidden(path)]
    return [{ path, before, after, sensitive: false }]
  }
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  return keys.flatMap(key =>
    compare(isList ? `${path}[${key}]` : joinPath(path, key), {
      before: at(before, key),
      after: at(after, key),
      hiddenBefore: at(hiddenBefore, key),
      hiddenAfter: at(hiddenAfter, key),
    }),
  )
}

/**
 * Providers read back an empty collection where there was none, or the other way round: after its very first
 * apply a resource of hashicorp/aws has `tags` of null, and {} once it was read.
 */
function isNothing(value: unknown): boolean {
  return value === null || (isContainer(value) && Object.keys(value).length === 0)
}

/** As it is written in Terraform's language: `tags.Name`, `tags["kubernetes.io/name"]`. */
function joinPath(path: string, key: string): string {
  if (!/^[\p{L}_][\p{L}\p{N}_-]*$/u.test(key)) return `${path}[${JSON.stringify(key)}]`
  return path === '' ? key : `${path}.${key}`
}

function hidden(path: string): Attribute {
  return { path, before: null, after: null, sensitive: true }
}

function hideSecrets(attribute: Attribute, secrets: readonly string[]): Attribute {
  const { path, before, after } = attribute
  if (secrets.some(secret => holdsText(before, secret) || holdsText(after, secret))) return hidden(path)
  return { ...attribute, before: cut(before), after: cut(after) }
}

function cut(value: unknown): unknown {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
  return text.length > maxValueLength ? `${text.slice(0, maxValueLength)}…` : value
}

function holdsText(value: unknown, text: string): boolean {
  if (typeof value === 'string') return value.includes(text)
  return isContainer(value) && Object.values(value).some(part => holdsText(part, text))
}

function holdsTrue(value: unknown): boolean {
  return value === true || (isContainer(value) && Object.values(value).some(holdsTrue))
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return isContainer(value) && !Array.isArray(value)
}

function isContainer(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

function at(value: unknown, key: string): unknown {
  return isContainer(value) ? (value[key] ?? null) : null
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Cut off, or no plan at all.
    return undefined
  }
}
