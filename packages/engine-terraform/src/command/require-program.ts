import { type TemplateVersion, WaybillError } from '@waybill/core'
import satisfies from 'semver/functions/satisfies.js'
import type { EngineProgram } from './engine-program.js'
import type { ProgramProbe } from './probe-program.js'

/** The program, if it is there and of a release that the template wants. @throws WaybillError `ENGINE_UNAVAILABLE` */
export async function requireProgram(probe: ProgramProbe, template: TemplateVersion): Promise<EngineProgram> {
  const found = await probe.find()
  if (typeof found === 'string') throw new WaybillError('ENGINE_UNAVAILABLE', found)
  const range = template.settings.requires
  if (range === undefined || satisfies(found.version, range, { includePrerelease: true })) return found
  throw new WaybillError(
    'ENGINE_UNAVAILABLE',
    `Template "${template.name}" requires ${found.title} ${range}, but ${found.path} is ${found.version}.`,
    { hint: `Install a release of ${found.title} that fits, or change "requires" in template.json.` },
  )
}
