import type { Engine } from '../engine/engine.js'
import { WaybillError } from '../error/waybill-error.js'
import type { Clock } from '../id/timestamp.js'
import type { EngineDiagnostic } from '../run/run.js'
import type { TemplatesApi } from '../waybill.js'
import { defaultTemplate } from './choose-template.js'
import { simulatedTemplateName } from './simulated-template.js'
import type { Template, TemplateVersion } from './template.js'
import type { FoundTemplate, TemplateCatalog } from './template-catalog.js'

/** What the templates of a Waybill work with. */
export interface TemplatesDeps {
  readonly catalog: TemplateCatalog
  /** The engines of this Waybill, by name. */
  readonly engines: ReadonlyMap<string, Engine>
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
      const warnings = await checkByEngine(template, engines)
      return { ...present({ name, template }, await getDefault()), warnings }
    },
  }
}

/** What the engine warns of; errors are thrown. */
async function checkByEngine(
  template: TemplateVersion,
  engines: ReadonlyMap<string, Engine>,
): Promise<EngineDiagnostic[]> {
  const engine = engines.get(template.settings.engine)
  if (engine === undefined) {
    throw new WaybillError(
      'TEMPLATE_INVALID',
      `The template "${template.name}" needs the engine "${template.settings.engine}", which is not set up here.`,
      { hint: `Set up here: ${[...engines.keys()].join(', ')}.` },
    )
  }
  const found = (await engine.check?.(template)) ?? []
  const errors = found.filter(({ severity }) => severity === 'error')
  if (errors.length === 0) return [...found]
  throw new WaybillError('TEMPLATE_INVALID', `${engine.name} cannot use the template "${template.name}".`, {
    issues: errors.map(({ file, line, summary, detail }) => ({
      pointer: file === null ? '' : `/${file}${line === null ? '' : `:${line}`}`,
      detail: detail === '' ? summary : `${summary}: ${detail}`,
    })),
    hint: 'Nothing was created. Mend the files and check again.',
  })
}
