import { Validator } from '@seriousme/openapi-schema-validator'
import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { z } from 'zod'
import { openApiDocument } from '../../src/index.js'
import { apiRoutes } from '../../src/routes/api-routes.js'
import { serve, type TestServer } from '../serve.js'

const service = { name: 'Catalog Service', version: '1.0.0', waybillVersion: '0.0.0-test' }

const documentSchema = z.object({
  openapi: z.string(),
  info: z.object({ title: z.string(), version: z.string() }),
  paths: z.record(
    z.string(),
    z.record(
      z.string(),
      z.looseObject({ operationId: z.string(), responses: z.record(z.string(), z.unknown()) }),
    ),
  ),
  components: z.object({ schemas: z.record(z.string(), z.unknown()) }),
})
const document = documentSchema.parse(await openApiDocument(service))

describe('OpenAPI document', () => {
  it('is valid OpenAPI 3.1', async () => {
    const validator = new Validator()
    const result = await validator.validate(JSON.parse(JSON.stringify(await openApiDocument(service))))
    expect(result.errors ?? []).to.deep.equal([])
    expect(result.valid).to.equal(true)
    expect(validator.version).to.equal('3.1')
  })

  it('has every endpoint of the original under its name', () => {
    const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map(method => `${method.toUpperCase()} ${path}`),
    )
    expect(operations).to.include.members([
      'GET /',
      'GET /health',
      'GET /api/v1/catalog',
      'GET /api/v1/catalog/{slug}',
      'POST /api/v1/catalog/sync',
      'POST /api/v1/workspaces',
      'GET /api/v1/workspaces',
      'GET /api/v1/workspaces/{workspace_id}',
      'DELETE /api/v1/workspaces/{workspace_id}',
    ])
    expect(operations).to.have.length(apiRoutes.length)
  })

  it('refers to every schema by name, and names each once', () => {
    expect(Object.keys(document.components.schemas)).to.include.members([
      'App',
      'AppPage',
      'CreateWorkspace',
      'Problem',
      'Run',
      'SyncReport',
      'Workspace',
    ])
    const names = Object.keys(document.components.schemas)
    const variants = names.flatMap(name => [`${name}Input`, `${name}Output`, `${name}2`])
    expect(names.filter(name => variants.includes(name))).to.deep.equal([])
    const referred = new Set(
      Array.from(JSON.stringify(document).matchAll(/#\/components\/schemas\/(\w+)/g), match => match[1]),
    )
    expect(names.filter(name => !referred.has(name))).to.deep.equal([])
  })

  it('has an operation id for each operation, each once', () => {
    const ids = apiRoutes.map(({ operationId }) => operationId)
    expect(new Set(ids).size).to.equal(ids.length)
  })

  for (const { method, path, body } of apiRoutes) {
    if (body === undefined) continue
    for (const [name, example] of Object.entries(body.examples))
      it(`${method} ${path} takes its own example "${name}"`, () => {
        expect(
          body.schema.safeParse(body.kind === 'text' ? JSON.stringify(example) : example).success,
        ).to.equal(true)
      })
  }

  describe('as it is served', () => {
    let server: TestServer
    before(async () => {
      server = await serve({ name: 'Our Catalog', version: '2.0.0' })
    })
    after(() => server.close())

    it('is the same, with name and version of the service', async () => {
      const response = await fetch(`${server.url}/openapi.json`)
      expect(response.headers.get('Content-Type')).to.equal('application/json; charset=utf-8')
      const served = documentSchema.parse(await response.json())
      expect(served.info).to.deep.include({ title: 'Our Catalog', version: '2.0.0' })
      expect(Object.keys(served.paths)).to.deep.equal(Object.keys(document.paths))
    })
  })
})
