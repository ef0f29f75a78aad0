import { checkParameters, type Template } from '@waybill/core'
import { type Form, withErrors } from './form.js'
import { readParameters } from './parameter-fields.js'

/** The form with every parameter checked by the template's schema. */
export function checkForm(form: Form, template: Template | null): Form {
  const { parameters, issues } = readParameters(form)
  const checked =
    template?.settings === null || template === null
      ? { ok: true as const }
      : checkParameters(template.settings.parameters, parameters)
  const found = checked.ok
    ? issues
    : [...issues, ...checked.issues.map(issue => ({ ...issue, pointer: `/parameters${issue.pointer}` }))]
  return { ...withErrors(form, found), error: form.error }
}
