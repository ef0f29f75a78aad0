import { createRequire } from 'node:module'
import type { ErrorObject, ValidateFunction } from 'ajv/dist/2020.js'
import { z } from 'zod'
import type { InputIssue } from '../error/waybill-error.js'
import { closest } from '../manifest/closest.js'

/** What checking parameters comes to: all of them, defaults filled in, or everything that does not fit. */
export type ParametersResult =
  | { readonly ok: true; readonly parameters: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly issues: readonly InputIssue[] }

/**
 * Checks parameters by a template's JSON Schema (2020-12) and fills in its defaults. Pointers begin at the
 * parameters. @throws Error when the schema is none; `explainSchema` says so before
 */
export function checkParameters(
  schema: Readonly<Record<string, unknown>>,
  parameters: Readonly<Record<string, unknown>>,
): ParametersResult {
  const validate = compile(schema)
  const filled = structuredClone(parameters) as Record<string, unknown>
  if (validate(filled)) return { ok: true, parameters: filled }
  const known = Object.keys((schema.properties ?? {}) as object)
  return { ok: false, issues: (validate.errors ?? []).map(error => describe(error, known)) }
}

const dialect = 'https://json-schema.org/draft/2020-12/schema'

/** What Waybill itself reads in a schema: forms show it, and what is `writeOnly` must not be shown. */
const property = z.looseObject({
  title: z.string().optional(),
  description: z.string().optional(),
  writeOnly: z.boolean().optional(),
})
const understood = z.looseObject({
  $schema: z.literal(dialect, { error: `has to be ${dialect}` }).optional(),
  properties: z
    .record(
      z.string(),
      z.union([z.boolean(), property], {
        error: 'has to be a schema: `title` and `description` are texts, `writeOnly` is true or false',
      }),
      { error: 'has to be an object' },
    )
    .optional(),
})

/** Why a JSON Schema cannot be used; undefined when it can. */
export function explainSchema(schema: Readonly<Record<string, unknown>>): string | undefined {
  const { error } = understood.safeParse(schema)
  if (error) return error.issues.map(({ path, message }) => `/${path.join('/')} ${message}`).join('; ')
  try {
    compile(schema)
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

const load = createRequire(import.meta.url)

/** Loaded with the first schema: most commands never see one, and it takes a tenth of their start. */
function makeAjv() {
  const { Ajv2020 }: typeof import('ajv/dist/2020.js') = load('ajv/dist/2020.js')
  const formats: typeof import('ajv-formats') = load('ajv-formats')
  // Not strict: `title`, `writeOnly` and what a form needs besides are no mistakes.
  // Nor checked against the schema of schemas: compiling that takes 40 ms of each process's first run, and what it
  // finds, compiling the schema finds as well, but for values such as a negative `minLength`.
  const ajv = new Ajv2020({
    ...{ allErrors: true, useDefaults: true, strict: false },
    ...{ meta: false, validateSchema: false },
  })
  formats.default(ajv)
  return ajv
}

/** Compiling takes some ms; a template that did not change keeps its schema, the very object. */
const compiled = new WeakMap<object, ValidateFunction>()

function compile(schema: Readonly<Record<string, unknown>>): ValidateFunction {
  const known = compiled.get(schema)
  if (known !== undefined) return known
  const validate = makeAjv().compile(schema)
  compiled.set(schema, validate)
  return validate
}

function describe(error: ErrorObject, known: readonly string[]): InputIssue {
  const { instancePath, keyword, params, message = 'does not fit' } = error
  if (keyword === 'required') {
    return { pointer: `${instancePath}/${escapeKey(String(params.missingProperty))}`, detail: 'is required' }
  }
  if (keyword === 'additionalProperties' || keyword === 'unevaluatedProperties') {
    const name = String(params.additionalProperty ?? params.unevaluatedProperty)
    const meant = instancePath === '' ? closest(name, known) : undefined
    const detail = `is not a parameter of the template${meant === undefined ? '' : `; did you mean ${JSON.stringify(meant)}?`}`
    return { pointer: `${instancePath}/${escapeKey(name)}`, detail }
  }
  const allowed = Array.isArray(params.allowedValues)
    ? `: ${params.allowedValues.map(value => JSON.stringify(value)).join(', ')}`
    : ''
  return { pointer: instancePath, detail: `${message}${allowed}` }
}

/** A key in a JSON Pointer (RFC 6901). */
function escapeKey(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1')
}
