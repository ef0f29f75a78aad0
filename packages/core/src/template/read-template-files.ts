import type { Dirent } from 'node:fs'
import { readdir, readFile, realpath, stat } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { compareText } from '../catalog/compare-text.js'
import type { TemplateFile } from './template.js'
import { templateFileInvalid } from './template-error.js'

const maxBytes = 5 * 1024 * 1024
const maxFiles = 2000

/** Terraform's own leavings, and what Waybill writes there itself. */
const leftOut = [
  /^\.terraform$/,
  /^\.git$/,
  /\.tfstate(\..*)?$/,
  /^\.terraform\.tfstate\.lock\.info$/,
  /^crash(\..*)?\.log$/,
  /^waybill\.auto\.tfvars\.json$/,
  /^\.DS_Store$/,
]

/** The folder of a template. */
export interface TemplateFolder {
  readonly name: string
  readonly path: string
}

/**
 * Reads every file of a template's folder, in the order of their paths. State files and `.terraform` are left out.
 * @throws WaybillError `TEMPLATE_INVALID` for a link that leads out of the folder, for what is neither file nor
 * directory, and for more than 5 MiB or 2000 files
 */
export async function readTemplateFiles(folder: TemplateFolder): Promise<readonly TemplateFile[]> {
  const root = await realpath(folder.path)
  const paths = await listPaths(folder, { root, below: '' })
  const files: TemplateFile[] = []
  let size = 0
  for (const path of paths.sort(compareText)) {
    const file = await readTemplateFile(folder, { root, path })
    files.push(file)
    size += file.bytes.length
    if (size > maxBytes || files.length > maxFiles) throw tooLarge(folder, path)
  }
  return files
}

async function listPaths(
  folder: TemplateFolder,
  { root, below }: { readonly root: string; readonly below: string },
): Promise<string[]> {
  const paths: string[] = []
  for (const entry of await readdir(join(root, below), { withFileTypes: true })) {
    if (leftOut.some(pattern => pattern.test(entry.name))) continue
    const path = below === '' ? entry.name : `${below}/${entry.name}`
    if (entry.isDirectory()) paths.push(...(await listPaths(folder, { root, below: path })))
    else paths.push(requireFile(folder, entry, path))
    if (paths.length > maxFiles) throw tooLarge(folder, path)
  }
  return paths
}

function requireFile({ name }: TemplateFolder, entry: Dirent, path: string): string {
  if (entry.isFile() || entry.isSymbolicLink()) return path
  throw templateFileInvalid(name, path, { detail: 'is neither a file nor a directory' })
}

async function readTemplateFile(
  folder: TemplateFolder,
  { root, path }: { readonly root: string; readonly path: string },
): Promise<TemplateFile> {
  const real = await resolveInside(folder, { root, path })
  const stats = await stat(real)
  if (!stats.isFile()) {
    throw templateFileInvalid(folder.name, path, {
      detail: 'is a link to a directory',
      hint: 'Copy the directory into the template’s folder.',
    })
  }
  if (stats.size > maxBytes) throw tooLarge(folder, path)
  const bytes = new Uint8Array(await readFile(real))
  return { path, executable: (stats.mode & 0o111) !== 0, bytes }
}

async function resolveInside(
  folder: TemplateFolder,
  { root, path }: { readonly root: string; readonly path: string },
): Promise<string> {
  const real = await realpath(join(root, path)).catch(() => undefined)
  if (real?.startsWith(root + sep)) return real
  throw templateFileInvalid(folder.name, path, {
    detail: real === undefined ? 'is a link to nothing' : 'is a link that leads out of the folder',
    hint: 'A template is one folder: copy into it what it needs.',
  })
}

function tooLarge({ name }: TemplateFolder, path: string) {
  return templateFileInvalid(name, path, {
    detail: `is one too many: a template has at most ${maxBytes / 1024 / 1024} MiB in ${maxFiles} files`,
    hint: 'Every workspace keeps its template in the database: leave out what is built or downloaded.',
  })
}
