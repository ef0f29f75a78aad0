import { WaybillError } from '../error/waybill-error.js'
import type { Clock } from '../id/timestamp.js'
import type { TemplatesApi } from '../waybill.js'
import { defaultTemplate } from './choose-template.js'
import { simulatedTemplateName } from './simulated-template.js'
import type { Template } from './template.js'
import type { FoundTemplate, TemplateCatalog } from './template-catalog.js'

/** What the templates of a Waybill work with. */
export interface TemplatesDeps {
  readonly catalog: TemplateCatalog
  /** Names of the engines that this Waybill knows. */
  readonly engines: readonly string[]
  readonly configuredDefault: string | undefined
  readonly clock: Clock
}

/** Makes the templates of a Waybill. */
export function makeTemplates({ catalog, engines, configuredDefault, clock }: TemplatesDeps): TemplatesApi {
  const present = (found: FoundTemplate, chosen: string | undefined): Template => {
    const template = 'template' in found ? found.template : undefined
    return {
      name: found.name,
      version: template?.version ?? null,
      settings: template?.settings ?? null,
      builtIn: found.name === simulatedTemplateName,
      default: found.name === chosen,
      error: 'error' in found ? found.error.message : null,
      checkedAt: clock().toISOString(),
    }
  }
  const getDefault = async () =>
    defaultTemplate({ configured: configuredDefault, folders: await catalog.listFolders() })

  return {
    async list() {
      const [found, chosen] = await Promise.all([catalog.list(), getDefault()])
      return found.map(template => present(template, chosen))
    },
    async check(name) {
      const template = await catalog.get(name)
      requireEngine(template.settings.engine, { name, engines })
      return present({ name, template }, await getDefault())
    },
  }
}

function requireEngine(
  engine: string,
  { name, engines }: { readonly name: string; readonly engines: readonly string[] },
) {
  if (engines.includes(engine)) return
  throw new WaybillError(
    'TEMPLATE_INVALID',
    `The template "${name}" needs the engine "${engine}", which is not set up here.`,
    {
      hint: `Set up here: ${engines.join(', ')}.`,
    },
  )
}
