import type { EngineDiagnostic, TemplateVersion } from '@waybill/core'
import { z } from 'zod'

const parametersSchema = z.object({
  properties: z.record(z.string(), z.unknown()).default({}),
  required: z.array(z.string()).default([]),
})

/** A `variable` block of the root module. */
interface Variable {
  readonly name: string
  readonly hasDefault: boolean
  readonly file: string
  readonly line: number
}

/**
 * What `validate` does not see: Terraform passes over a value without a variable, and ends every plan of a variable
 * without a value. Templates with variables in JSON are not looked at. Pure.
 */
export function checkVariables({
  files,
  settings,
}: Pick<TemplateVersion, 'files' | 'settings'>): EngineDiagnostic[] {
  const module = files.filter(({ path }) => /^[^/]+\.(tf|tofu)$/.test(path))
  if (files.some(({ path }) => /^[^/]+\.(tf|tofu)\.json$/.test(path))) return []
  const variables = module.flatMap(({ path, bytes }) =>
    listVariables(path, Buffer.from(bytes).toString('utf8')),
  )
  const parameters = parametersSchema.safeParse(settings.parameters).data ?? { properties: {}, required: [] }
  const declared = new Set(variables.map(({ name }) => name))
  const missing = Object.keys(parameters.properties).filter(name => !declared.has(name))
  const given = new Set([...parameters.required, ...listDefaulted(parameters.properties), 'waybill'])
  const empty = variables.filter(({ name, hasDefault }) => !hasDefault && !given.has(name))
  return [
    ...missing.map(name => ({
      severity: 'error' as const,
      summary: `Parameter "${name}" has no variable`,
      detail: `template.json offers the parameter, but no variable "${name}" takes its value.`,
      ...{ address: null, file: 'template.json', line: null },
    })),
    ...(declared.has('waybill') ? [] : [withoutInput]),
    ...empty.map(({ name, file, line }) => ({
      severity: 'error' as const,
      summary: `Variable "${name}" may be left without a value`,
      detail: `Give it a default, or make it a required parameter in template.json.`,
      ...{ address: null, file, line },
    })),
  ]
}

/** An error, though Terraform only warns: it would do so in the log of every run. */
const withoutInput: EngineDiagnostic = {
  severity: 'error',
  summary: 'There is no variable "waybill"',
  detail: 'App and workspace are handed over in it. Declare it: variable "waybill" { type = any }',
  ...{ address: null, file: null, line: null },
}

function listDefaulted(properties: Readonly<Record<string, unknown>>): readonly string[] {
  const withDefault = z.looseObject({ default: z.unknown() })
  return Object.entries(properties)
    .filter(([, schema]) => withDefault.safeParse(schema).data?.default !== undefined)
    .map(([name]) => name)
}

/** Blocks that are formatted as `terraform fmt` does: the closing brace stands at the beginning of its line. */
function listVariables(file: string, text: string): readonly Variable[] {
  const block = /^variable\s+"?([\w-]+)"?\s*\{(?:([^\n}]*)\}|([\s\S]*?)^\})/gm
  return [...text.matchAll(block)].map(({ 1: name = '', 2: inline, 3: body, index }) => ({
    name,
    hasDefault: /(^|[\s{])default\s*=/.test(inline ?? body ?? ''),
    file,
    line: text.slice(0, index).split('\n').length,
  }))
}
