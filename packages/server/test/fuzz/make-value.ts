import type { Random } from './random.js'

/** The parts of a JSON Schema that values are made by. */
export interface JsonSchema {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly anyOf?: readonly JsonSchema[]
  readonly oneOf?: readonly JsonSchema[]
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly items?: JsonSchema
  readonly additionalProperties?: JsonSchema | boolean
  readonly minimum?: number
  readonly maximum?: number
  readonly format?: string
  readonly pattern?: string
}

/** What a schema is read with. */
export interface MakeContext {
  readonly random: Random
  readonly resolve: (ref: string) => JsonSchema
  /** Words that mean something to the server: slugs, names, ids. */
  readonly words: readonly string[]
}

/** Texts that programs stumble over. */
export const nastyTexts: readonly string[] = [
  '',
  ' ',
  '0',
  '-1',
  'null',
  'true',
  '..',
  '../../etc/passwd',
  '%',
  '%00',
  '%2e%2e',
  'a\u0000b',
  '\ud800',
  "'; DROP TABLE apps; --",
  '#{7*7}',
  '<script>',
  '__proto__',
  'constructor',
  'a'.repeat(300),
  'é🚢',
  '\u202e',
  '\n\r\t',
  '1e309',
  '9007199254740993',
  'NaN',
  '[]',
  '{}',
]

const nastyValues: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  1e21,
  Number.MAX_SAFE_INTEGER,
  [],
  {},
  [[[]]],
  { __proto__: 1 },
  ...nastyTexts,
]

/** Something that may or may not be what a schema asks for; more often it is. */
export function makeValue(schema: JsonSchema, context: MakeContext): unknown {
  const { random } = context
  if (random.chance(0.08)) return random.pick(nastyValues)
  if (schema.$ref !== undefined) return makeValue(context.resolve(schema.$ref), context)
  if (schema.const !== undefined) return schema.const
  if (schema.enum !== undefined) return random.pick(schema.enum)
  const choices = schema.anyOf ?? schema.oneOf
  if (choices !== undefined) return makeValue(random.pick(choices), context)
  const type = typeof schema.type === 'object' ? random.pick(schema.type) : schema.type
  if (type === 'object') return makeObject(schema, context)
  if (type === 'array')
    return Array.from({ length: random.below(4) }, () => makeValue(schema.items ?? {}, context))
  if (type === 'boolean') return random.chance(0.5)
  if (type === 'integer' || type === 'number') return makeNumber(schema, random)
  if (type === 'null') return null
  if (type === 'string') return makeText(schema, context)
  return random.pick(nastyValues)
}

function makeObject(schema: JsonSchema, context: MakeContext): object {
  const { random } = context
  const required = new Set(schema.required)
  const entries = Object.entries(schema.properties ?? {})
    .filter(([name]) => random.chance(required.has(name) ? 0.95 : 0.4))
    .map(([name, property]): [string, unknown] => [name, makeValue(property, context)])
  if (random.chance(0.1))
    entries.push([random.pick([...nastyTexts, ...context.words]), random.pick(nastyValues)])
  return Object.fromEntries(entries)
}

function makeNumber({ minimum = -5, maximum = 5000 }: JsonSchema, random: Random): number {
  const edges = [minimum, maximum, minimum - 1, maximum + 1, 0, 1]
  return random.chance(0.4)
    ? random.pick(edges)
    : minimum + random.below(Math.min(maximum - minimum, 5000) + 1)
}

function makeText({ format }: JsonSchema, { random, words }: MakeContext): string {
  if (format === 'uuid' && random.chance(0.3)) return '0193c7a0-0000-7000-8000-000000000000'
  if (format === 'date-time' && random.chance(0.7)) return '2026-01-02T03:04:05.678Z'
  return random.chance(0.75) ? random.pick(words) : random.pick(nastyTexts)
}
