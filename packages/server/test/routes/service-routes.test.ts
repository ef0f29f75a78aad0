import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { call } from '../call.js'
import { serve, type TestServer } from '../serve.js'

describe('service', () => {
  let server: TestServer
  before(async () => {
    server = await serve({ name: 'Shop <Catalog>', version: '2.3.4', waybillVersion: '0.9.0' })
  })
  after(() => server.close())

  it('GET / says what this is', async () => {
    const { status, json, headers } = await call(server.url, 'GET /')
    expect(status).to.equal(200)
    expect(json).to.deep.equal({ name: 'Shop <Catalog>', version: '2.3.4', waybill: '0.9.0', docs: '/docs' })
    expect(headers.get('Vary')).to.equal('Origin, Accept')
  })

  it('GET / is a page of links for a browser, which can load nothing from elsewhere', async () => {
    const Accept = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'
    const { text, headers } = await call(server.url, 'GET /', { headers: { Accept } })
    expect(headers.get('Content-Type')).to.equal('text/html; charset=utf-8')
    expect(headers.get('Content-Security-Policy')).to.match(/^default-src 'none'; style-src 'sha256-/)
    expect(text).to.contain('Shop &lt;Catalog&gt;').and.not.contain('<Catalog>')
    const links = Array.from(text.matchAll(/<a href="([^"]+)"/g), match => match[1] ?? '')
    expect(links).to.include.members(['/docs', '/redoc', '/openapi.json', '/api/v1/catalog', '/health'])
    for (const link of links) expect((await fetch(server.url + link)).status, link).to.equal(200)
  })

  it('GET /health names database, source, engines and catalog version', async () => {
    const { status, json } = await call(server.url, 'GET /health')
    expect(status).to.equal(200)
    expect(json).to.deep.include({ status: 'healthy', ok: true, catalogVersion: 1 })
    expect(json).to.have.nested.property('database.kind', 'memory')
    expect(json).to.have.nested.property('source.location', server.directory)
    expect(json).to.have.nested.property('engines[0].name', 'simulated')
  })

  for (const path of ['/livez', '/readyz'] as const)
    it(`GET ${path} is 200 while it serves`, async () => {
      expect((await call(server.url, `GET ${path}`)).json).to.deep.include({ status: 'ok' })
    })
})
