import { Ajv2020 as Ajv, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js'
import formatsPlugin from 'ajv-formats'
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

/** Why a JSON Schema cannot be used; undefined when it can. */
export function explainSchema(schema: Readonly<Record<string, unknown>>): string | undefined {
  try {
    compile(schema)
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** Compiling takes some ms; a template that did not change keeps its schema, the very object. */
const compiled = new WeakMap<object, ValidateFunction>()

function compile(schema: Readonly<Record<string, unknown>>): ValidateFunction {
  const known = compiled.get(schema)
  if (known !== undefined) return known
  // Not strict: `title`, `writeOnly` and what a form needs besides are no mistakes.
  const ajv = new Ajv({ allErrors: true, useDefaults: true, strict: false })
  formatsPlugin.default(ajv)
  const validate = ajv.compile(schema)
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
