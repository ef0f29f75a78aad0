import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { appPageSchema, appSchema } from '@waybill/core'
import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { z } from 'zod'
import { call, callFor, callForProblem } from '../call.js'
import { sampleApps, serve, type TestServer, writeApps } from '../serve.js'

describe('catalog', () => {
  let server: TestServer
  before(async () => {
    server = await serve()
  })
  after(() => server.close())

  const lists = [
    { name: 'the apps that can be served', query: '', slugs: ['blog', 'shop'] },
    { name: 'those of a status', query: '?status=broken', slugs: ['typo'] },
    { name: 'those of several statuses', query: '?status=active,broken', slugs: ['blog', 'shop', 'typo'] },
    { name: 'those that hold a text', query: '?q=SELL', slugs: ['shop'] },
    { name: 'those with a component of a type', query: '?type=worker', slugs: ['shop'] },
    { name: 'those of an owner', query: '?owner=team-shop', slugs: ['shop'] },
    { name: 'those with a tag', query: '?tag=web', slugs: ['shop'] },
    { name: 'in another order', query: '?sort=-slug', slugs: ['shop', 'blog'] },
    { name: 'none', query: '?q=nothing', slugs: [] },
  ]
  for (const { name, query, slugs } of lists)
    it(`lists ${name}`, async () => {
      const page = await callFor(appPageSchema, server.url, `GET /api/v1/catalog${query}`)
      expect(page.items.map(({ slug }) => slug)).to.deep.equal(slugs)
      expect(page).to.include({ total: slugs.length, nextCursor: null })
    })

  it('leads from page to page by the Link header', async () => {
    const first = await call(server.url, 'GET /api/v1/catalog?limit=1&status=active')
    const link = /^<(\/[^>]+)>; rel="next"$/.exec(first.headers.get('Link') ?? '')?.[1] ?? ''
    expect(link).to.match(/^\/api\/v1\/catalog\?limit=1&status=active&cursor=/)
    const second = await call(server.url, `GET ${link as '/'}`)
    expect(second.json).to.have.nested.property('items[0].slug', 'shop')
    expect(second.headers.get('Link')).to.equal(null)
  })

  it('gives one app with its components and where it comes from', async () => {
    const app = await callFor(appSchema, server.url, 'GET /api/v1/catalog/shop')
    expect(app).to.include({ slug: 'shop', appName: 'Shop', status: 'active', revision: 1 })
    expect(app.components.map(({ name }) => name)).to.deep.equal(['frontend', 'api', 'mailer'])
    expect(app.source.file).to.equal('shop/app-manifest.json')
  })

  it('gives its revisions, newest first', async () => {
    const { json } = await call(server.url, 'GET /api/v1/catalog/shop/revisions')
    expect(json).to.have.nested.property('items[0].number', 1)
    expect(json).to.have.nested.property('items[0].manifest.appName', 'Shop')
  })

  it('gives every current finding, errors first', async () => {
    const { items } = await callFor(
      z.object({ items: z.array(z.object({ severity: z.string(), file: z.string() })) }),
      server.url,
      'GET /api/v1/catalog/diagnostics',
    )
    expect(items.length).to.be.at.least(2)
    expect(items[0]).to.deep.equal({ severity: 'error', file: 'typo/app-manifest.json' })
  })

  it('says what was meant by a slug that is none', async () => {
    const problem = await callForProblem(server.url, 'GET /api/v1/catalog/shpo')
    expect(problem).to.include({ status: 404, code: 'APP_NOT_FOUND' })
    expect(problem.suggestions).to.include('shop')
  })

  describe('validate', () => {
    const right = JSON.stringify(sampleApps.blog)
    const wrong =
      '{\n  "appName": "Blog",\n  "components": [{ "name": "a", "type": "fronted", "path": "." }],\n}'

    for (const type of ['application/json', 'text/plain', 'application/json; charset=utf-8'])
      it(`takes a manifest as ${type}`, async () => {
        const headers = { 'Content-Type': type }
        const { json } = await call(server.url, 'POST /api/v1/catalog/validate', { headers, body: right })
        expect(json).to.include({ valid: true })
      })

    it('answers 200 with the findings, also of what is no JSON', async () => {
      const headers = { 'Content-Type': 'application/json' }
      const { json } = await call(server.url, 'POST /api/v1/catalog/validate', { headers, body: wrong })
      expect(json).to.include({ valid: false })
      expect(json).to.have.nested.property('diagnostics[0].range.start.line')
    })

    it('sees a byte-order mark', async () => {
      const headers = { 'Content-Type': 'text/plain' }
      const { json } = await call(server.url, 'POST /api/v1/catalog/validate', {
        headers,
        body: `\ufeff${right}`,
      })
      expect(json).to.have.nested.property('diagnostics[0].code').that.matches(/^WB1/)
    })
  })
})

describe('catalog caching', () => {
  let server: TestServer
  let lists = 0
  before(async () => {
    server = await serve({
      wrap: waybill => {
        const list: typeof waybill.catalog.list = query => {
          lists += 1
          return waybill.catalog.list(query)
        }
        return Object.create(waybill, {
          catalog: { value: Object.create(waybill.catalog, { list: { value: list } }) },
        })
      },
    })
  })
  after(() => server.close())

  const identity = { 'Accept-Encoding': 'identity' }

  it('makes a page once per version, and answers 304 without it', async () => {
    const first = await call(server.url, 'GET /api/v1/catalog', { headers: identity })
    await call(server.url, 'GET /api/v1/catalog', { headers: identity })
    const ETag = first.headers.get('ETag') ?? ''
    expect(ETag).to.match(/^"1-\w+-0\.0\.0-test"$/)
    expect(first.headers.get('Cache-Control')).to.equal('no-cache')
    expect(first.headers.get('Vary')).to.equal('Origin, Accept-Encoding')
    const again = await call(server.url, 'GET /api/v1/catalog', { headers: { 'If-None-Match': ETag } })
    expect(again).to.include({ status: 304, text: '' })
    expect(again.headers.get('ETag')).to.equal(ETag)
    expect(lists).to.equal(1)
  })

  const matches = [
    { name: 'a weak one', make: (tag: string) => `W/${tag}`, status: 304 },
    { name: 'one of several', make: (tag: string) => `"other", ${tag}`, status: 304 },
    {
      name: 'the one of the compressed answer',
      make: (tag: string) => tag.replace(/"$/, '-gzip"'),
      status: 304,
    },
    { name: 'the one of a brotli answer', make: (tag: string) => tag.replace(/"$/, '-br"'), status: 304 },
    { name: 'whatever there is', make: () => '*', status: 304 },
    { name: 'another one', make: () => '"other"', status: 200 },
    { name: 'its beginning', make: (tag: string) => `${tag.slice(0, -2)}"`, status: 200 },
  ]
  for (const { name, make, status } of matches)
    it(`answers ${status} to If-None-Match with ${name}`, async () => {
      const tag =
        (await call(server.url, 'GET /api/v1/catalog/shop', { headers: identity })).headers.get('ETag') ?? ''
      const answer = await call(server.url, 'GET /api/v1/catalog/shop', {
        headers: { 'If-None-Match': make(tag) },
      })
      expect(answer.status).to.equal(status)
    })

  const codings = [
    { accepts: 'gzip', coding: 'gzip' },
    { accepts: 'gzip, deflate, br, zstd', coding: 'br' },
    { accepts: 'gzip, br;q=0', coding: 'gzip' },
    { accepts: '*', coding: 'br' },
    { accepts: 'zstd', coding: null },
    { accepts: 'identity', coding: null },
  ]
  for (const { accepts, coding } of codings)
    it(`compresses as ${coding ?? 'nothing'} for ${accepts}, under an ETag of its own`, async () => {
      const target = 'GET /api/v1/catalog?status=active,broken'
      const plain = await call(server.url, target, { headers: identity })
      const packed = await call(server.url, target, { headers: { 'Accept-Encoding': accepts } })
      expect(packed.headers.get('Content-Encoding')).to.equal(coding)
      const suffix = coding === null ? '"' : `-${coding}"`
      expect(packed.headers.get('ETag')).to.equal(plain.headers.get('ETag')?.replace(/"$/, suffix))
      expect(packed.text).to.equal(plain.text)
    })

  it('says when the catalog last changed', async () => {
    const { changedAt } = await server.waybill.catalog.version()
    const { headers } = await call(server.url, 'GET /api/v1/catalog')
    expect(headers.get('Last-Modified')).to.equal(new Date(changedAt ?? '').toUTCString())
  })

  it('answers HEAD like GET, without the body', async () => {
    const get = await fetch(`${server.url}/api/v1/catalog`, { headers: identity })
    const head = await fetch(`${server.url}/api/v1/catalog`, { method: 'HEAD', headers: identity })
    for (const name of ['Content-Length', 'Content-Type', 'ETag'])
      expect(head.headers.get(name)).to.equal(get.headers.get(name))
    expect(await head.text()).to.equal('')
  })

  it('shows a change with the first request after the sync that found it', async () => {
    const before =
      (await call(server.url, 'GET /api/v1/catalog/blog', { headers: identity })).headers.get('ETag') ?? ''
    await writeApps(server.directory, { blog: { ...sampleApps.blog, appName: 'Weblog' } })
    expect((await call(server.url, 'POST /api/v1/catalog/sync')).status).to.equal(200)
    const after = await call(server.url, 'GET /api/v1/catalog/blog', { headers: { 'If-None-Match': before } })
    expect(after.status).to.equal(200)
    expect(after.json).to.include({ appName: 'Weblog', revision: 2 })
    expect((await call(server.url, 'GET /api/v1/catalog')).text).to.contain('"Weblog"')
  })

  it('gives up an app that is gone, whatever is cached', async () => {
    await call(server.url, 'GET /api/v1/catalog/blog')
    await rm(join(server.directory, 'blog'), { recursive: true })
    await call(server.url, 'POST /api/v1/catalog/sync')
    expect(await callForProblem(server.url, 'GET /api/v1/catalog/blog')).to.include({ code: 'APP_REMOVED' })
  })
})
