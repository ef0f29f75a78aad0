import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { callForProblem } from '../call.js'
import { rawRequest, sendRaw } from '../raw-request.js'
import { serve, type TestServer } from '../serve.js'

const json = { 'Content-Type': 'application/json' }

describe('what is refused', () => {
  let server: TestServer
  before(async () => {
    server = await serve({ bodyLimitBytes: 1000 })
  })
  after(() => server.close())

  const cases: readonly {
    readonly name: string
    readonly target: `${string} /${string}`
    readonly headers?: Record<string, string>
    readonly body?: unknown
    readonly status: number
    readonly code: string
    readonly expected?: Record<string, unknown>
  }[] = [
    { name: 'an unknown path', target: 'GET /nothing', status: 404, code: 'ROUTE_NOT_FOUND' },
    {
      name: 'a path with an empty part',
      target: 'GET /api/v1/runs//log',
      status: 404,
      code: 'ROUTE_NOT_FOUND',
    },
    {
      name: 'a path with a typo, with what was meant',
      target: 'GET /api/v1/catlog',
      status: 404,
      code: 'ROUTE_NOT_FOUND',
      expected: { suggestions: ['/api/v1/catalog'], hint: 'Did you mean /api/v1/catalog?' },
    },
    {
      name: 'a path without its prefix, with what was meant',
      target: 'GET /workspaces/pr-42',
      status: 404,
      code: 'ROUTE_NOT_FOUND',
      expected: { suggestions: ['/api/v1/workspaces/pr-42'] },
    },
    { name: 'a path in another case', target: 'GET /API/v1/catalog', status: 404, code: 'ROUTE_NOT_FOUND' },
    {
      name: 'an unknown path, whatever the method',
      target: 'PUT /nothing',
      status: 404,
      code: 'ROUTE_NOT_FOUND',
    },
    {
      name: 'a slug that leads out of the catalog',
      target: 'GET /api/v1/catalog/..%2f..%2fetc%2fpasswd',
      status: 404,
      code: 'APP_NOT_FOUND',
    },
    {
      name: 'a file beside the pages',
      target: 'GET /docs/..%2fpackage.json',
      status: 404,
      code: 'ROUTE_NOT_FOUND',
    },
    {
      name: 'bad percent-encoding in a path',
      target: 'GET /api/v1/catalog/%zz',
      status: 400,
      code: 'MALFORMED_REQUEST',
    },
    {
      name: 'a NUL character in a path',
      target: 'GET /api/v1/workspaces/%00',
      status: 400,
      code: 'MALFORMED_REQUEST',
    },
    {
      name: 'a wrong method',
      target: 'PUT /api/v1/catalog',
      status: 405,
      code: 'METHOD_NOT_ALLOWED',
      expected: { allowed: ['GET', 'HEAD', 'OPTIONS'] },
    },
    { name: 'a wrong method on a page', target: 'DELETE /docs', status: 405, code: 'METHOD_NOT_ALLOWED' },
    {
      name: 'an unknown query parameter',
      target: 'GET /api/v1/catalog?limitt=1',
      status: 400,
      code: 'UNKNOWN_PARAMETER',
      expected: { parameter: 'limitt' },
    },
    {
      name: 'a query parameter where there are none',
      target: 'GET /health?verbose=1',
      status: 400,
      code: 'UNKNOWN_PARAMETER',
    },
    {
      name: 'a query parameter of the wrong type',
      target: 'GET /api/v1/runs?limit=x',
      status: 422,
      code: 'INVALID_INPUT',
    },
    {
      name: 'a cursor that is none',
      target: 'GET /api/v1/catalog?cursor=x',
      status: 422,
      code: 'INVALID_INPUT',
    },
    {
      name: 'a body of another type',
      target: 'POST /api/v1/workspaces',
      headers: { 'Content-Type': 'application/xml' },
      body: '<a/>',
      status: 415,
      code: 'UNSUPPORTED_MEDIA_TYPE',
      expected: { supported: ['application/json'] },
    },
    {
      name: 'what curl -d sends by default',
      target: 'POST /api/v1/workspaces',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      body: '{"appSlug":"shop"}',
      status: 415,
      code: 'UNSUPPORTED_MEDIA_TYPE',
    },
    {
      name: 'another character set',
      target: 'POST /api/v1/workspaces',
      headers: { 'Content-Type': 'application/json; charset=utf-16' },
      body: '{}',
      status: 415,
      code: 'UNSUPPORTED_MEDIA_TYPE',
    },
    {
      name: 'an unknown content encoding',
      target: 'POST /api/v1/workspaces',
      headers: { ...json, 'Content-Encoding': 'zstd' },
      body: '{}',
      status: 415,
      code: 'UNSUPPORTED_MEDIA_TYPE',
    },
    {
      name: 'a content encoding that is not true',
      target: 'POST /api/v1/workspaces',
      headers: { ...json, 'Content-Encoding': 'gzip' },
      body: '{}',
      status: 400,
      code: 'MALFORMED_REQUEST',
    },
    {
      name: 'a body that is too large',
      target: 'POST /api/v1/workspaces',
      body: { appSlug: 'a'.repeat(1000) },
      status: 413,
      code: 'BODY_TOO_LARGE',
      expected: { limitBytes: 1000 },
    },
    {
      name: 'no body where one is needed',
      target: 'POST /api/v1/workspaces',
      status: 422,
      code: 'INVALID_INPUT',
    },
    {
      name: 'a body that is not JSON, saying where',
      target: 'POST /api/v1/workspaces',
      headers: json,
      body: '{\n  "appSlug": shop\n}',
      status: 400,
      code: 'MALFORMED_REQUEST',
      expected: { position: { line: 2, column: 14, offset: 15 } },
    },
    {
      name: 'an unknown key, with what was meant',
      target: 'POST /api/v1/catalog/sync',
      body: { dryrun: true },
      status: 422,
      code: 'INVALID_INPUT',
      expected: { errors: [{ pointer: '/dryrun', detail: 'is not a known key; did you mean "dryRun"?' }] },
    },
    {
      name: 'a wrong type in a body',
      target: 'POST /api/v1/catalog/sync',
      body: { dryRun: 'yes' },
      status: 422,
      code: 'INVALID_INPUT',
      expected: { errors: [{ pointer: '/dryRun', detail: 'has to be true or false, not "yes"' }] },
    },
    {
      name: 'an idempotency key with spaces',
      target: 'POST /api/v1/workspaces',
      headers: { 'Idempotency-Key': 'a b' },
      body: { appSlug: 'shop' },
      status: 422,
      code: 'INVALID_INPUT',
    },
    {
      name: 'an idempotency key that is too long',
      target: 'POST /api/v1/workspaces',
      headers: { 'Idempotency-Key': 'k'.repeat(256) },
      body: { appSlug: 'shop' },
      status: 422,
      code: 'INVALID_INPUT',
    },
  ]
  for (const { name, target, headers = {}, body, status, code, expected = {} } of cases)
    it(`${status} ${code} for ${name}`, async () => {
      const problem = await callForProblem(server.url, target, { headers, body })
      expect(problem).to.deep.include({ status, code, ...expected })
    })

  it('says what is allowed in the Allow header', async () => {
    const response = await fetch(`${server.url}/api/v1/workspaces`, { method: 'PATCH' })
    expect(response.status).to.equal(405)
    expect(response.headers.get('Allow')).to.equal('GET, HEAD, OPTIONS, POST')
  })

  it('answers a body that is too large also when its length is not told', async () => {
    const chunk = `3e8\n${'x'.repeat(1000)}\n`
    const head = rawRequest('POST /api/v1/catalog/validate', {
      Host: 'localhost',
      'Content-Type': 'text/plain',
      'Transfer-Encoding': 'chunked',
    })
    const answer = await sendRaw(server.url, `${head}${chunk}${chunk}0\n\n`)
    expect(answer).to.match(/^HTTP\/1\.1 413 /)
    expect(answer).to.contain('BODY_TOO_LARGE')
  })

  it('answers a body that is too large once it is unpacked', async () => {
    const { gzipSync } = await import('node:zlib')
    const response = await fetch(`${server.url}/api/v1/catalog/validate`, {
      method: 'POST',
      headers: { 'Content-Type': 'text/plain', 'Content-Encoding': 'gzip' },
      body: gzipSync('x'.repeat(1_000_000)),
    })
    expect(response.status).to.equal(413)
  })

  it('answers a body that is not UTF-8', async () => {
    const response = await fetch(`${server.url}/api/v1/workspaces`, {
      method: 'POST',
      headers: json,
      body: Buffer.from([0x22, 0xff, 0x22]),
    })
    expect(response.status).to.equal(400)
    expect(await response.json()).to.include({ code: 'MALFORMED_REQUEST', detail: 'The body is not UTF-8.' })
  })

  const unreadable = [
    { name: 'what is no HTTP', request: 'hello\n\n', status: 400, code: 'MALFORMED_REQUEST' },
    {
      name: 'a head that is too large',
      request: `GET / HTTP/1.1\nX: ${'x'.repeat(20_000)}\n\n`,
      status: 431,
      code: 'HEAD_TOO_LARGE',
    },
  ]
  for (const { name, request, status, code } of unreadable)
    it(`answers ${name} with a problem document`, async () => {
      const answer = await sendRaw(server.url, request)
      expect(answer).to.match(new RegExp(`^HTTP/1\\.1 ${status} `))
      expect(answer).to.contain('application/problem+json').and.to.contain(`"code":"${code}"`)
    })

  it('answers HEAD without a body, also of a problem', async () => {
    const response = await fetch(`${server.url}/api/v1/catalog/nothing`, { method: 'HEAD' })
    expect(response.status).to.equal(404)
    expect(await response.text()).to.equal('')
  })

  it('answers OPTIONS with what is allowed', async () => {
    const response = await fetch(`${server.url}/api/v1/workspaces/some`, { method: 'OPTIONS' })
    expect(response.status).to.equal(204)
    expect(response.headers.get('Allow')).to.equal('DELETE, GET, HEAD, OPTIONS, PATCH')
  })

  it('takes a path with a slash at its end for the one without', async () => {
    expect((await fetch(`${server.url}/api/v1/catalog/`)).status).to.equal(200)
  })
})
