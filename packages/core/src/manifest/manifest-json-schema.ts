import { z } from 'zod'
import { diagnosticRules } from '../diagnostic/codes.js'
import type { RuleDescription } from '../diagnostic/rule.js'
import { ignoreKey } from './ignores.js'
import { componentSchema, componentTypes, linkSchema, manifestSchema } from './manifest.js'

/** Stable name of the schema; a change that refuses what was right before gets another number. */
const schemaId = 'urn:waybill:schema:app-manifest:1'

type JsonSchema = Readonly<Record<string, unknown>>

/**
 * JSON Schema of `app-manifest.json`, made of the zod schema, for editors: draft 7, which all of them know, with
 * descriptions, examples and snippets. It also marks what Waybill only warns of, an unknown key or an ignore
 * without a reason. What takes more than one place to see, such as a name used twice, only Waybill tells.
 */
export function manifestJsonSchema(): JsonSchema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: schemaId,
    title: 'app-manifest.json',
    description: 'An app of the catalog: its name and its deployable parts.',
    ...closed(plain(manifestSchema.shape), {
      links: { items: closed(plain(linkSchema.shape), {}) },
      components: { items: closed(plain(componentSchema.shape), {}), defaultSnippets: componentSnippets },
    }),
    examples: [exampleManifest],
    defaultSnippets: [{ label: 'app', description: 'An app with one component', body: exampleManifest }],
  }
}

const exampleManifest = {
  appName: 'Shop',
  description: 'Sells things.',
  components: [{ name: 'web', type: 'frontend', path: './web', port: 3000 }],
} as const

const componentSnippets = componentTypes.map(type => ({
  label: type,
  description: `A ${type}`,
  body: {
    name: `\${1:${type === 'frontend' ? 'web' : type === 'backend' ? 'api' : 'worker'}}`,
    type,
    path: `\${2:.}`,
    // A number in the text, although it is a place to type at.
    ...(type === 'worker' ? {} : { port: `^\${3:3000}` }),
  },
}))

/** An object's schema without ids and references, so that each place has its own. */
function plain(shape: z.core.$ZodLooseShape): JsonSchema {
  const { $schema, ...schema } = z.toJSONSchema(z.object(shape), {
    target: 'draft-7',
    io: 'input',
    reused: 'inline',
    override: ({ jsonSchema }) => {
      delete jsonSchema.id
      // Empty and blank texts are refused alike.
      if (jsonSchema.type === 'string' && jsonSchema.minLength === 1) jsonSchema.pattern = '\\S'
      if (jsonSchema.format === 'uri')
        jsonSchema.pattern = '^(?:[hH][tT][tT][pP][sS]?|[mM][aA][iI][lL][tT][oO]):'
    },
  })
  return schema
}

/** With `x-` keys and ignores, and no other unknown ones; `changes` are put over properties. */
function closed(schema: JsonSchema, changes: Readonly<Record<string, JsonSchema>>): JsonSchema {
  const properties: Record<string, unknown> = z.record(z.string(), z.unknown()).parse(schema.properties)
  for (const [name, change] of Object.entries(changes))
    properties[name] = { ...Object(properties[name]), ...change }
  const ofComponentOrApp = 'components' in properties || 'dependsOn' in properties
  return {
    ...schema,
    properties: { ...properties, ...(ofComponentOrApp && { [ignoreKey]: ignoreSchema() }) },
    patternProperties: { '^x-': {} },
    additionalProperties: false,
  }
}

/** Every warning there is, so that an editor offers them. */
function ignoreSchema(): JsonSchema {
  const rules: readonly RuleDescription[] = Object.values(diagnosticRules)
  const reason = { type: 'string', pattern: '\\S' }
  const known = rules.filter(({ severity }) => severity !== 'error')
  return {
    description: 'Warnings that are right here: the code of each, with the reason.',
    type: 'object',
    properties: Object.fromEntries(known.map(({ code, title }) => [code, { ...reason, description: title }])),
    patternProperties: { '^[a-z][a-z0-9-]*/[a-z][a-z0-9-]*$': reason },
    additionalProperties: false,
    examples: [{ WB310: 'The base image exposes 80 as well.' }],
  }
}
