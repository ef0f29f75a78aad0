import { createWaybill, directorySource } from '@waybill/core'
import { openEngines } from '../wiring/engines.js'
import type { Project } from '../wiring/project.js'
import type { Check } from './check.js'

/** What executes runs, and the templates. */
export async function checkEngines(project: Project): Promise<readonly Check[]> {
  const engines = await openEngines(project)
  const infos = await Promise.all(engines.map(engine => engine.probe()))
  const found = infos.filter(({ available }) => available)
  const engine: Check =
    found.length > 0
      ? {
          name: 'engine',
          state: 'ok',
          found: found.map(({ name, version, detail }) => `${name} ${version ?? ''} (${detail})`).join('; '),
        }
      : {
          name: 'engine',
          state: 'warn',
          found: infos[0]?.detail ?? 'none',
          mend: 'Install Terraform or OpenTofu, or name it by WAYBILL_TERRAFORM; until then runs are simulated.',
        }
  return [engine, await checkTemplates(project)]
}

async function checkTemplates({ templates, apps }: Project): Promise<Check> {
  const name = 'templates'
  if (templates === undefined)
    return {
      name,
      state: 'warn',
      found: 'only the built-in `simulated`',
      mend: 'Make templates/ beside the apps directory, or set WAYBILL_TEMPLATES_DIR.',
    }
  await using waybill = await createWaybill({
    source: directorySource(apps.path ?? '.'),
    templates,
    worker: false,
  })
  const list = await waybill.templates.list()
  const broken = list.filter(({ error }) => error !== null)
  if (broken.length === 0)
    return { name, state: 'ok', found: `${list.map(one => one.name).join(', ')} in ${templates}` }
  const names = broken.map(one => one.name).join(', ')
  return {
    name,
    state: 'bad',
    found: `broken: ${names}`,
    mend: '`waybill template check` says what is wrong.',
  }
}
