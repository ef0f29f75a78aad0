import { z } from 'zod'
import type { TemplateSettings } from './template.js'

const propertiesSchema = z.object({
  properties: z
    .record(z.string(), z.looseObject({ writeOnly: z.boolean().optional() }).catch({}))
    .default({}),
})

/** What parameters belong to. */
export interface Parameterized {
  readonly template: { readonly name: string; readonly version: string }
  readonly parameters: Readonly<Record<string, unknown>>
}

/** The parameters as they may be shown: those that the template marks `writeOnly` are null. */
export type MaskParameters = (of: Parameterized) => Record<string, unknown>

/** Where templates are looked up. */
export interface TemplateLookup {
  findTemplate(name: string, version: string): Promise<{ readonly settings: TemplateSettings } | undefined>
}

/** Knows which parameters of which template are secret; a version never changes, so it is looked up once. */
export class ParameterMasks {
  readonly #lookup: TemplateLookup
  readonly #secrets = new Map<string, ReadonlySet<string> | undefined>()

  constructor(lookup: TemplateLookup) {
    this.#lookup = lookup
  }

  /** A mask for what is of these templates. Of a template that is not stored any more everything is masked. */
  async open(records: readonly Parameterized[]): Promise<MaskParameters> {
    const templates = new Map(records.map(({ template }) => [keyOf(template), template]))
    await Promise.all(Array.from(templates.values(), template => this.#learn(template)))
    return ({ template, parameters }) => {
      const secrets = this.#secrets.get(keyOf(template))
      const entries = Object.entries(parameters)
      return Object.fromEntries(
        entries.map(([name, value]) => [name, secrets?.has(name) === false ? value : null]),
      )
    }
  }

  async #learn({ name, version }: Parameterized['template']): Promise<void> {
    const key = keyOf({ name, version })
    if (this.#secrets.has(key)) return
    const template = await this.#lookup.findTemplate(name, version)
    if (template !== undefined) this.#secrets.set(key, listWriteOnly(template.settings))
  }
}

function listWriteOnly({ parameters }: TemplateSettings): ReadonlySet<string> {
  const { properties } = propertiesSchema.catch({ properties: {} }).parse(parameters)
  return new Set(Object.keys(properties).filter(name => properties[name]?.writeOnly === true))
}

function keyOf({ name, version }: Parameterized['template']): string {
  return `${name} ${version}`
}
