import { createConfig, lintFromString } from '@redocly/openapi-core'
import { expect } from 'chai'
import { describe, it } from 'mocha'
import { openApiDocument } from '../../src/index.js'
import { AnswerCheck, listOperations } from '../fuzz/read-document.js'

const service = { name: 'Catalog Service', version: '1.0.0', waybillVersion: '0.0.0-test' }

describe('OpenAPI document under Redocly lint', function () {
  this.timeout(60_000)

  it('has no finding, by the strictest rules', async () => {
    const config = await createConfig({
      extends: ['recommended-strict'],
      rules: {
        'operation-description': 'error',
        'operation-4xx-response': 'error',
        'tag-description': 'error',
        // It takes each part of an `allOf` for the whole; the test below checks examples instead.
        'no-invalid-media-type-examples': 'off',
        'no-invalid-schema-examples': 'error',
        // `/catalog/syncs/{sync_id}` against `/catalog/{slug}/revisions`: `syncs` is a reserved slug, and none is a UUID.
        'no-ambiguous-paths': 'off',
      },
    })
    const source = JSON.stringify(await openApiDocument(service))
    const problems = await lintFromString({ source, absoluteRef: '/openapi.json', config })
    const texts = problems.map(
      ({ ruleId, message, location }) => `${ruleId}: ${message} (${location[0]?.pointer ?? ''})`,
    )
    expect(texts).to.deep.equal([])
  })

  it('shows answers that fit their schemas', async () => {
    const document = JSON.parse(JSON.stringify(await openApiDocument(service)))
    const check = new AnswerCheck(document)
    for (const operation of listOperations(document))
      for (const [status, { content }] of Object.entries(operation.responses)) {
        const example = content?.['application/json']?.example
        if (example === undefined) continue
        const answer = { status: Number(status), type: 'application/json', text: JSON.stringify(example) }
        expect(check.findFault(operation, answer), operation.operationId).to.equal(undefined)
      }
  })

  it('describes every parameter, and shows a request for every body and an answer of every operation', async () => {
    const document = JSON.parse(JSON.stringify(await openApiDocument(service)))
    const lacking: string[] = []
    for (const [path, methods] of Object.entries<Record<string, Operation>>(document.paths))
      for (const [method, operation] of Object.entries(methods)) {
        const { parameters = [], requestBody, responses } = operation
        const name = `${method.toUpperCase()} ${path}`
        for (const parameter of parameters)
          if (!parameter.description && !parameter.schema?.enum)
            lacking.push(`${name}: parameter ${parameter.name}`)
        const examples = requestBody?.content['application/json']?.examples ?? {}
        if (requestBody !== undefined && Object.keys(examples).length === 0) lacking.push(`${name}: body`)
        const answers = Object.entries(responses).filter(([status]) => status.startsWith('2'))
        const shown = answers.map(([, { content }]) => content?.['application/json'])
        if (shown.some(json => json !== undefined) && !shown.some(json => json?.example !== undefined))
          lacking.push(`${name}: answer`)
      }
    expect(lacking).to.deep.equal([])
  })
})

interface Operation {
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly example?: unknown }>> }>
  >
  readonly parameters?: readonly {
    readonly name: string
    readonly description?: string
    readonly schema?: { readonly enum?: unknown }
  }[]
  readonly requestBody?: {
    readonly content: Readonly<Record<string, { readonly examples?: Readonly<Record<string, unknown>> }>>
  }
}
