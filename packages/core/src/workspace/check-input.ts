import { isStorable, quote } from '../diagnostic/printable.js'
import { type InputIssue, WaybillError } from '../error/waybill-error.js'
import { checkParameters } from '../template/parameter-schema.js'
import type { TemplateVersion } from '../template/template.js'

/**
 * The parameters of a workspace with the template's defaults filled in.
 * @throws WaybillError `INVALID_INPUT` with a pointer to everything that does not fit
 */
export function requireParameters(
  { name, settings }: TemplateVersion,
  parameters: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const result = checkParameters(settings.parameters, parameters)
  if (result.ok) return result.parameters
  const issues = result.issues.map(({ pointer, detail }) => ({ pointer: `/parameters${pointer}`, detail }))
  throw invalid(`The parameters do not fit the template ${quote(name)}`, issues)
}

/**
 * Refuses texts that no database can hold: with a NUL or half of a surrogate pair.
 * @throws WaybillError `INVALID_INPUT` with a pointer to each
 */
export function requireStorable(input: unknown): void {
  const issues = listUnstorable(input, '')
  if (issues.length > 0) throw invalid('The workspace cannot be stored', issues)
}

function invalid(what: string, issues: readonly InputIssue[]): WaybillError {
  const details = issues.map(({ pointer, detail }) => `${pointer} ${detail}`).join('; ')
  return new WaybillError('INVALID_INPUT', `${what}: ${details}`, { issues })
}

function listUnstorable(value: unknown, pointer: string): readonly InputIssue[] {
  if (typeof value === 'string') {
    return isStorable(value) ? [] : [{ pointer, detail: 'has a character that cannot be stored' }]
  }
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, item]) => {
    const place = `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`
    return [...listUnstorable(key, place), ...listUnstorable(item, place)]
  })
}
