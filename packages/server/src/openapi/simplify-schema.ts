/** The parts of a JSON Schema that are looked at here. */
interface SchemaLike {
  type?: unknown
  format?: unknown
  pattern?: unknown
  minimum?: unknown
  maximum?: unknown
  propertyNames?: unknown
  additionalProperties?: unknown
}

/**
 * Leaves out of a generated schema what says nothing to a reader: the expressions behind known formats, the
 * bounds of whole numbers, and that answers have no further members (later versions may add some).
 */
export function simplifySchema({ jsonSchema, io }: { jsonSchema: SchemaLike; io: 'input' | 'output' }): void {
  if (jsonSchema.format === 'uuid' || jsonSchema.format === 'date-time') delete jsonSchema.pattern
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum
  if (jsonSchema.type === 'object' && jsonSchema.propertyNames !== undefined) delete jsonSchema.propertyNames
  if (io === 'output' && jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties
}
