import { chmod, mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join, sep } from 'node:path'
import {
  type EngineJob,
  type StateSnapshot,
  type TemplateFile,
  type TemplateVersion,
  WaybillError,
} from '@waybill/core'
import { type ModuleFiles, reservedNames } from './module-files.js'

/** Writes a template into a module's folder. @throws WaybillError `TEMPLATE_INVALID` for a path that leaves it */
export async function writeTemplate(directory: string, template: TemplateVersion): Promise<void> {
  for (const file of template.files) refuseUnfitPath(template.name, file.path)
  await Promise.all(template.files.map(file => writeTemplateFile(directory, file)))
}

/** Writes the input, which may hold secrets, for the owner only. */
export async function writeVariables(
  files: ModuleFiles,
  variables: Readonly<Record<string, unknown>>,
): Promise<void> {
  await replaceFile(files.variables, JSON.stringify(variables))
}

/** Puts a state in place, or takes what lies there away. */
export async function restoreState(files: ModuleFiles, state: StateSnapshot | undefined): Promise<void> {
  if (state) await replaceFile(files.state, state.bytes)
  else await rm(files.state, { force: true })
}

/**
 * Writes what is to be taken into the state, as import blocks; nothing where there is nothing.
 * https://developer.hashicorp.com/terraform/language/import
 */
export async function writeImports(files: ModuleFiles, imports: EngineJob['imports']): Promise<void> {
  const blocks = imports.map(({ address, id }) => ({ to: address, id: escapeTemplate(id) }))
  if (blocks.length === 0) await rm(files.imports, { force: true })
  else await replaceFile(files.imports, JSON.stringify({ import: blocks }))
}

/** Asks for the providers that a plan was made with, where it was made with any. */
export async function writeLock(files: ModuleFiles, lock: Buffer | undefined): Promise<void> {
  if (lock) await replaceFile(files.lock, lock)
}

/** Puts a plan in place that was approved. */
export async function restorePlan(files: ModuleFiles, plan: Uint8Array | undefined): Promise<void> {
  if (plan) await replaceFile(files.plan, plan)
  else await rm(files.plan, { force: true })
}

async function writeTemplateFile(directory: string, file: TemplateFile): Promise<void> {
  const path = join(directory, file.path)
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  await writeFile(path, file.bytes, { mode: 0o600 })
  // Also where an earlier attempt has written it: `mode` counts only for new files.
  if (file.executable) await chmod(path, 0o700)
}

/** For the owner only, at once and whole. */
async function replaceFile(path: string, content: string | Uint8Array): Promise<void> {
  const draft = `${path}.new`
  await writeFile(draft, content, { mode: 0o600 })
  await rename(draft, path)
}

/** Strings in JSON are templates as well. https://developer.hashicorp.com/terraform/language/syntax/json */
function escapeTemplate(text: string): string {
  return text.replace(/[$%](?=\{)/g, sign => sign + sign)
}

function refuseUnfitPath(template: string, path: string): void {
  const parts = path.split(sep)
  const isOutside = path === '' || parts[0] === '' || parts.includes('..')
  if (!isOutside && !reservedNames.includes(parts[0] ?? '')) return
  throw new WaybillError(
    'TEMPLATE_INVALID',
    `Template "${template}" has a file "${path}", which ${isOutside ? 'is not inside its folder' : 'Waybill itself writes'}.`,
    { hint: 'Remove or rename it.' },
  )
}
