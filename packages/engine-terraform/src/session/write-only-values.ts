import { z } from 'zod'

const parametersSchema = z.object({
  properties: z.record(z.string(), z.object({ writeOnly: z.boolean().optional() })),
})

/** Texts in the parameters that the template's JSON Schema marks `writeOnly`: secrets. Pure. */
export function listWriteOnlyValues(
  parameters: Readonly<Record<string, unknown>>,
  variables: Readonly<Record<string, unknown>>,
): readonly string[] {
  const parsed = parametersSchema.safeParse(parameters)
  if (!parsed.success) return []
  return Object.entries(parsed.data.properties)
    .filter(([, { writeOnly }]) => writeOnly === true)
    .flatMap(([name]) => listTexts(variables[name]))
}

function listTexts(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(listTexts)
  return []
}
