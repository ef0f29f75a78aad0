import { Ajv } from 'ajv'
import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { sampleApps, serve, type TestServer } from '../serve.js'

describe('pages', () => {
  let server: TestServer
  before(async () => {
    server = await serve({ name: 'A & B' })
  })
  after(() => server.close())

  const html = 'text/html; charset=utf-8'
  const script = 'text/javascript; charset=utf-8'
  const pages = [
    { path: '/docs', type: html },
    { path: '/docs/start.js', type: script },
    { path: '/docs/swagger-ui-bundle.js', type: script },
    { path: '/docs/swagger-ui.css', type: 'text/css; charset=utf-8' },
    { path: '/redoc', type: html },
    { path: '/redoc/start.js', type: script },
    { path: '/redoc/redoc.standalone.js', type: script },
    { path: '/favicon.svg', type: 'image/svg+xml' },
    { path: '/favicon.ico', type: 'image/svg+xml' },
    { path: '/openapi.json', type: 'application/json; charset=utf-8' },
    { path: '/schemas/app-manifest.json', type: 'application/schema+json' },
  ]
  for (const { path, type } of pages)
    it(`serves ${path}, and 304 to whoever has it`, async () => {
      const response = await fetch(server.url + path)
      expect(response.status).to.equal(200)
      expect(response.headers.get('Content-Type')).to.equal(type)
      expect(response.headers.get('Cache-Control')).to.equal('no-cache')
      expect((await response.arrayBuffer()).byteLength).to.be.greaterThan(50)
      const again = await fetch(server.url + path, {
        headers: { 'If-None-Match': response.headers.get('ETag') ?? '' },
      })
      expect(again.status).to.equal(304)
    })

  for (const path of ['/docs', '/redoc'])
    it(`${path} may load nothing from elsewhere, and names nothing there`, async () => {
      const response = await fetch(server.url + path)
      const policy = response.headers.get('Content-Security-Policy') ?? ''
      expect(policy).to.match(/^default-src 'none'; script-src 'self'; /)
      expect(policy).not.to.match(/https?:|\*|script-src[^;]*unsafe/)
      const page = await response.text()
      expect(page).to.contain('A &amp; B')
      expect(page).not.to.match(/https?:\/\//)
    })

  for (const path of [
    '/docs/swagger-ui-bundle.js.map',
    '/docs/package.json',
    '/docs/../package.json',
    '/docs/%2e%2e/package.json',
    '/docs/..%5c..%5cpackage.json',
    '/redoc/redoc.standalone.js/x',
  ])
    it(`serves no ${path}`, async () => {
      const response = await fetch(server.url + path)
      expect(response.status).to.equal(404)
      expect(await response.json()).to.include({ code: 'ROUTE_NOT_FOUND' })
    })

  it('has a schema for editors that takes good manifests and refuses bad ones', async () => {
    const schema = (await (await fetch(`${server.url}/schemas/app-manifest.json`)).json()) as object
    expect(schema).to.include({ $id: 'urn:waybill:schema:app-manifest:1', type: 'object' })
    const validate = new Ajv({ strict: false, validateFormats: false }).compile(schema)
    expect(validate({ $schema: '/x', ...sampleApps.shop })).to.equal(true)
    expect(validate(sampleApps.typo)).to.equal(false)
  })
})
