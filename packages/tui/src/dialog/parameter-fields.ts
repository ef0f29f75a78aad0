import type { Template } from '@waybill/core'
import { type Field, type Form, type FormIssue, makeField } from './form.js'

interface PropertySchema {
  readonly type?: unknown
  readonly title?: unknown
  readonly description?: unknown
  readonly default?: unknown
  readonly enum?: unknown
  readonly writeOnly?: unknown
}

const prefix = 'param:'

/** Fields for the parameters of a template, from its JSON Schema; `values` come before its defaults. */
export function parameterFields(
  template: Template | null,
  values: Readonly<Record<string, unknown>> = {},
): readonly Field[] {
  const schema = template?.settings?.parameters ?? {}
  const required = Array.isArray(schema.required) ? schema.required : []
  return Object.entries(asRecord(schema.properties)).map(([name, property]) =>
    parameterField(name, asRecord(property), { value: values[name], required: required.includes(name) }),
  )
}

function parameterField(
  name: string,
  property: PropertySchema,
  { value, required }: { readonly value: unknown; readonly required: boolean },
): Field {
  const type = fieldType(property)
  const listed = Array.isArray(property.enum) ? property.enum.map(textOf) : []
  const known = type === 'boolean' ? ['false', 'true'] : listed
  const initial = textOf(value ?? property.default)
  const choices = known.length > 0 && (!required || initial === '') ? ['', ...known] : known
  const title = typeof property.title === 'string' ? property.title : name
  return makeField(
    {
      id: `${prefix}${name}`,
      label: title,
      help: typeof property.description === 'string' ? property.description : '',
      type,
      choices,
      required,
    },
    initial,
  )
}

function fieldType({ type, enum: choices, writeOnly }: PropertySchema): Field['type'] {
  if (writeOnly === true) return 'secret'
  if (Array.isArray(choices)) return choices.every(choice => typeof choice === 'string') ? 'choice' : 'json'
  if (type === 'boolean' || type === 'number' || type === 'integer') return type
  return type === 'string' ? 'text' : 'json'
}

/** The parameters that a form says; what is empty is left out. */
export function readParameters(form: Form): {
  readonly parameters: Record<string, unknown>
  readonly issues: readonly FormIssue[]
} {
  const parameters: Record<string, unknown> = {}
  const issues: FormIssue[] = []
  for (const field of form.fields) {
    const text = field.input.text
    if (!field.id.startsWith(prefix) || text.trim() === '') continue
    const name = field.id.slice(prefix.length)
    const value = readValue(field, text)
    if (value === undefined)
      issues.push({ pointer: `/parameters/${name}`, detail: `has to be ${wanted(field)}` })
    else parameters[name] = value
  }
  return { parameters, issues }
}

function readValue({ type }: Field, text: string): unknown {
  switch (type) {
    case 'boolean':
      return text === 'true'
    case 'number':
    case 'integer': {
      const value = Number(text)
      return Number.isFinite(value) ? value : undefined
    }
    case 'json':
      try {
        return JSON.parse(text)
      } catch {
        // Said at the field.
        return undefined
      }
    default:
      return text
  }
}

function wanted({ type }: Field): string {
  return type === 'json' ? 'JSON, such as ["a", "b"] or {"a": 1}' : 'a number'
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return ''
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}
