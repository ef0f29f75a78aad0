import type { z } from 'zod'

/** The content of an answer that is one JSON document. */
export function json(schema: z.ZodType): Readonly<Record<string, z.ZodType>> {
  return { 'application/json': schema }
}
