import { WaybillError } from '../error/waybill-error.js'
import { simulatedTemplateName } from './simulated-template.js'

/** What a template is chosen from. */
export interface TemplateChoice {
  /** What the request names. */
  readonly asked: string | undefined
  /** What the operator set. */
  readonly configured: string | undefined
  /** Names of the templates in folders. */
  readonly folders: readonly string[]
}

/** The template of requests that name none: the one that was set, the only one, or else none. */
export function defaultTemplate({
  configured,
  folders,
}: Pick<TemplateChoice, 'configured' | 'folders'>): string | undefined {
  if (configured !== undefined) return configured
  return folders.length === 0 ? simulatedTemplateName : folders.length === 1 ? folders[0] : undefined
}

/**
 * The template of a request.
 * @throws WaybillError `INVALID_INPUT` when it has to name one of several
 */
export function chooseTemplate(choice: TemplateChoice): string {
  const name = choice.asked ?? defaultTemplate(choice)
  if (name !== undefined) return name
  const names = [...choice.folders, simulatedTemplateName].join(', ')
  throw new WaybillError('INVALID_INPUT', `There are several templates, so one has to be named: ${names}.`, {
    hint: 'Name one, or set a default template.',
    issues: [{ pointer: '/template', detail: `is required: one of ${names}` }],
    details: { templates: [...choice.folders, simulatedTemplateName] },
  })
}
