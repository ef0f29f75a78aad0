import type { Dirent } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { compareText } from '../catalog/compare-text.js'
import { suggestSlugs } from '../catalog/suggest-slugs.js'
import { quote } from '../diagnostic/printable.js'
import { isWaybillError, WaybillError } from '../error/waybill-error.js'
import { simulatedTemplate, simulatedTemplateName } from './simulated-template.js'
import type { TemplateVersion } from './template.js'
import { templateFileInvalid } from './template-error.js'
import { readTemplateFolder } from './template-folder.js'
import { settingsFile } from './template-settings.js'

const nameInFolder = /^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$/

/** A template as it is on disk now: its newest version, or why there is none. */
export type FoundTemplate =
  | { readonly name: string; readonly template: TemplateVersion }
  | { readonly name: string; readonly error: WaybillError }

/** Reads templates: one per folder, and the built-in one. */
export class TemplateCatalog {
  readonly #directory: string | undefined
  readonly #known = new Map<string, TemplateVersion>()

  /** `directory` holds the folders of the templates; without it there is only the built-in one. */
  constructor(directory: string | undefined) {
    this.#directory = directory
  }

  /**
   * Names of the templates in folders, in order. Files and dot folders are no templates.
   * @throws WaybillError `CONFIG_INVALID` when the directory cannot be read
   */
  async listFolders(): Promise<readonly string[]> {
    const directory = this.#directory
    if (directory === undefined) return []
    try {
      const entries = await readdir(directory, { withFileTypes: true })
      const isTemplate = await Promise.all(entries.map(entry => isFolder(directory, entry)))
      return entries
        .filter((_, index) => isTemplate[index])
        .map(({ name }) => name)
        .sort(compareText)
    } catch (cause) {
      throw new WaybillError(
        'CONFIG_INVALID',
        `The directory of the templates cannot be read: ${directory}.`,
        { cause },
      )
    }
  }

  /** Every template, the broken ones too. @throws as `listFolders` */
  async list(): Promise<readonly FoundTemplate[]> {
    const names = await this.listFolders()
    const found = await Promise.all(names.map(name => this.#find(name)))
    return names.includes(simulatedTemplateName)
      ? found
      : [...found, { name: simulatedTemplateName, template: simulatedTemplate }]
  }

  /** @throws WaybillError `TEMPLATE_NOT_FOUND` (with `suggestions`), `TEMPLATE_INVALID`, and as `listFolders` */
  async get(name: string): Promise<TemplateVersion> {
    const names = await this.listFolders()
    if (names.includes(name)) return this.#read(name)
    if (name === simulatedTemplateName) return simulatedTemplate
    const suggestions = suggestSlugs(name, [...names, simulatedTemplateName])
    const [best] = suggestions
    throw new WaybillError('TEMPLATE_NOT_FOUND', `There is no template ${quote(name)}.`, {
      hint: best === undefined ? undefined : `Did you mean ${quote(best)}?`,
      details: { suggestions },
    })
  }

  async #find(name: string): Promise<FoundTemplate> {
    try {
      return { name, template: await this.#read(name) }
    } catch (error) {
      if (isWaybillError(error)) return { name, error }
      throw error
    }
  }

  async #read(name: string): Promise<TemplateVersion> {
    if (name === simulatedTemplateName) {
      throw templateFileInvalid(name, settingsFile, {
        detail: 'the name "simulated" is that of the built-in template',
        hint: 'Rename the folder.',
      })
    }
    if (!nameInFolder.test(name)) {
      throw templateFileInvalid(name, settingsFile, {
        detail: 'the folder’s name has to be letters, digits, "-" and "_", at most 63',
      })
    }
    try {
      const path = join(this.#directory ?? '', name)
      const template = await readTemplateFolder({ name, path }, this.#known.get(name))
      this.#known.set(name, template)
      return template
    } catch (error) {
      if (isWaybillError(error)) throw error
      const why = error instanceof Error ? error.message : String(error)
      throw templateFileInvalid(name, '.', { detail: `cannot be read: ${why}` })
    }
  }
}

/** A link may lead to a folder anywhere: the operator made it. */
async function isFolder(directory: string, entry: Dirent): Promise<boolean> {
  if (entry.name.startsWith('.')) return false
  if (!entry.isSymbolicLink()) return entry.isDirectory()
  const target = await stat(join(directory, entry.name)).catch(() => undefined)
  return target?.isDirectory() ?? false
}
