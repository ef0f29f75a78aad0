import { quote } from '../diagnostic/printable.js'
import { type InputIssue, WaybillError } from '../error/waybill-error.js'

/** What is wrong with a template: one thing per issue. */
export interface TemplateProblem {
  readonly template: string
  /** The file it is about, relative to the template's folder. */
  readonly file: string
  readonly issues: readonly InputIssue[]
  readonly hint?: string
  readonly cause?: unknown
}

/** A template that cannot be used, with the file and everything that is wrong with it. */
export function templateInvalid({ template, file, issues, hint, cause }: TemplateProblem): WaybillError {
  const details = issues.map(({ pointer, detail }) => (pointer === '' ? detail : `${pointer} ${detail}`))
  return new WaybillError(
    'TEMPLATE_INVALID',
    `The template ${quote(template)} cannot be used: ${file}: ${details.join('; ')}`,
    { issues, details: { template, file }, hint, cause },
  )
}

/** The same for one thing that has no place in a JSON file. */
export function templateFileInvalid(
  template: string,
  file: string,
  { detail, hint }: { readonly detail: string; readonly hint?: string },
): WaybillError {
  return templateInvalid({ template, file, issues: [{ pointer: '', detail }], hint })
}
