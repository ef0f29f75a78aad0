import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import type { JsonSchema } from './make-value.js'

interface Media {
  readonly schema?: JsonSchema
  readonly example?: unknown
  readonly examples?: Readonly<Record<string, { readonly value: unknown }>>
}

interface Parameter {
  readonly in: 'path' | 'query' | 'header'
  readonly name: string
  readonly required?: boolean
  readonly schema?: JsonSchema
}

interface OperationObject {
  readonly operationId: string
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: { readonly required?: boolean; readonly content: Readonly<Record<string, Media>> }
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, Media>> }>>
}

/** The parts of an OpenAPI document that are used here. */
export interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, OperationObject>>>>
}

/** One operation of the document. */
export interface Operation extends OperationObject {
  readonly method: string
  readonly path: string
}

export function listOperations({ paths }: OpenApi): readonly Operation[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      ...operation,
      method: method.toUpperCase(),
      path,
    })),
  )
}

/** Follows a reference into the document, as JSON Pointers go. */
export function resolveRef(document: unknown, ref: string): JsonSchema {
  let value = document
  for (const part of ref.replace(/^#\//, '').split('/'))
    value = Reflect.get(Object(value), part.replaceAll('~1', '/').replaceAll('~0', '~'))
  return Object(value)
}

/** Checks answers by what the document says of them. */
export class AnswerCheck {
  readonly #ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true })
  readonly #compiled = new Map<string, ValidateFunction>()

  constructor(document: object) {
    this.#ajv.addSchema(document, 'document')
  }

  /** What is wrong with an answer; undefined when nothing is. */
  findFault(
    operation: Operation,
    answer: { status: number; type: string; text: string },
  ): string | undefined {
    const response = operation.responses[String(answer.status)]
    if (response === undefined) return `status ${answer.status} is not documented`
    if (response.content === undefined) return answer.text === '' ? undefined : 'a body is not documented'
    const type = answer.type.split(';')[0] ?? ''
    if (response.content[type] === undefined) return `media type ${JSON.stringify(type)} is not documented`
    if (!/[/+]json$/.test(type)) return undefined
    const validate = this.#compile(operation, String(answer.status), type)
    if (validate(JSON.parse(answer.text))) return undefined
    return this.#ajv.errorsText(validate.errors)
  }

  #compile({ path, method }: Operation, status: string, type: string): ValidateFunction {
    const toPart = (part: string) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))
    const pointer = ['paths', path, method.toLowerCase(), 'responses', status, 'content', type, 'schema']
    const ref = `document#/${pointer.map(toPart).join('/')}`
    const validate = this.#compiled.get(ref) ?? this.#ajv.compile({ $ref: ref })
    this.#compiled.set(ref, validate)
    return validate
  }
}
