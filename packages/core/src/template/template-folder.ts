import { readTemplateFiles, type TemplateFolder } from './read-template-files.js'
import { scanHclBlocks } from './scan-hcl.js'
import type { TemplateFile, TemplateSettings, TemplateVersion } from './template.js'
import { templateFileInvalid } from './template-error.js'
import { readTemplateSettings } from './template-settings.js'
import { templateVersionOf } from './template-version.js'

const rootModuleFile = /^[^/]+\.(tf|tofu)$/
const jsonModuleFile = /^[^/]+\.(tf|tofu)\.json$/

/**
 * Reads the template in a folder as it is now. Where that is what was `known` already, it is given back, the very
 * object, and not checked again.
 * @throws WaybillError `TEMPLATE_INVALID` naming the file and what is wrong with it
 */
export async function readTemplateFolder(
  folder: TemplateFolder,
  known?: TemplateVersion,
): Promise<TemplateVersion> {
  const files = await readTemplateFiles(folder)
  const version = templateVersionOf(files)
  if (known?.version === version) return known
  const settings = readTemplateSettings(folder.name, files)
  requireModule(folder.name, settings, files)
  for (const file of files) refuseStateElsewhere(folder.name, file)
  return { name: folder.name, version, settings, files }
}

function requireModule(template: string, { engine }: TemplateSettings, files: readonly TemplateFile[]): void {
  const hasModule = files.some(({ path }) => rootModuleFile.test(path) || jsonModuleFile.test(path))
  if (engine === 'simulated' || hasModule) return
  throw templateFileInvalid(template, 'main.tf', {
    detail: `is missing: the engine ${engine} needs a root module (*.tf)`,
  })
}

/** Waybill keeps the state itself: one that Terraform kept elsewhere could be neither journalled nor taken over. */
function refuseStateElsewhere(template: string, { path, bytes }: TemplateFile): void {
  const block = findStateBlock(path, bytes)
  if (block === undefined) return
  throw templateFileInvalid(template, path, {
    detail: `has a ${block} block, but Waybill keeps the state itself`,
    hint: 'Remove the block: the state is kept in the database, so that any worker can go on with it.',
  })
}

function findStateBlock(path: string, bytes: Uint8Array): string | undefined {
  const text = new TextDecoder().decode(bytes)
  if (jsonModuleFile.test(path)) return /"(backend|cloud)"\s*:/.exec(text)?.[1]
  if (!rootModuleFile.test(path)) return undefined
  const inTerraform = scanHclBlocks(text).filter(({ depth, parent }) => depth === 1 && parent === 'terraform')
  return inTerraform.find(({ type }) => type === 'backend' || type === 'cloud')?.type
}
