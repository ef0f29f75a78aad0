import type { z } from 'zod'
import type { InputIssue } from '../error/waybill-error.js'
import { explainSchema } from './parameter-schema.js'
import { type TemplateFile, type TemplateSettings, templateSettingsSchema } from './template.js'
import { templateFileInvalid, templateInvalid } from './template-error.js'

/** The file that says what a template is. */
export const settingsFile = 'template.json'

/** What Terraform takes as the name of a variable, without those it keeps for itself in modules. */
const variableName = /^[A-Za-z_][A-Za-z0-9_-]*$/
const reservedNames = new Set([
  'waybill',
  'count',
  'depends_on',
  'for_each',
  'lifecycle',
  'locals',
  'providers',
  'source',
  'version',
])

/**
 * Reads `template.json`.
 * @throws WaybillError `TEMPLATE_INVALID` with everything that is wrong with it
 */
export function readTemplateSettings(template: string, files: readonly TemplateFile[]): TemplateSettings {
  const file = files.find(({ path }) => path === settingsFile)
  if (file === undefined) {
    throw templateFileInvalid(template, settingsFile, {
      detail: 'is missing',
      hint: 'The least that it needs is {"title": "…", "engine": "terraform"}.',
    })
  }
  const result = templateSettingsSchema.strict().safeParse(parseJson(template, file.bytes))
  if (!result.success) throw invalid(template, result.error.issues.map(describe), result.error)
  const issues = checkParametersSchema(result.data.parameters)
  if (issues.length > 0) throw invalid(template, issues)
  return result.data
}

function parseJson(template: string, bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause)
    throw invalid(template, [{ pointer: '', detail: `is not JSON: ${detail}` }], cause)
  }
}

function invalid(template: string, issues: readonly InputIssue[], cause?: unknown) {
  return templateInvalid({ template, file: settingsFile, issues, cause })
}

function describe({ path, message }: z.core.$ZodIssue): InputIssue {
  return { pointer: path.map(key => `/${String(key)}`).join(''), detail: message }
}

function checkParametersSchema(schema: TemplateSettings['parameters']): readonly InputIssue[] {
  const why = explainSchema(schema)
  if (why !== undefined) return [{ pointer: '/parameters', detail: `is not a JSON Schema: ${why}` }]
  if (schema.type !== 'object') return [{ pointer: '/parameters/type', detail: 'has to be "object"' }]
  return Object.keys((schema.properties ?? {}) as object)
    .filter(name => !variableName.test(name) || reservedNames.has(name))
    .map(name => ({
      pointer: `/parameters/properties/${name}`,
      detail: reservedNames.has(name)
        ? 'is a name that is taken: choose another one for the variable'
        : 'is not a name that a Terraform variable can have',
    }))
}
