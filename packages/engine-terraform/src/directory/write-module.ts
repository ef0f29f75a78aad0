import { chmod, mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join, sep } from 'node:path'
import { type StateSnapshot, type TemplateFile, type TemplateVersion, WaybillError } from '@waybill/core'
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
