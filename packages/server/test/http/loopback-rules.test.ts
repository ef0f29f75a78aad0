import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { rawRequest, sendRaw } from '../raw-request.js'
import { serve, type TestServer } from '../serve.js'

/** Sends a request with these headers and gives the status and the headers of its answer. */
async function ask(url: string, line: string, headers: Record<string, string>) {
  const answer = await sendRaw(url, rawRequest(line, { 'Content-Length': '0', ...headers }))
  const [head = ''] = answer.split('\r\n\r\n')
  const header = (name: string) => new RegExp(`^${name}: (.*)$`, 'im').exec(head)?.[1]?.trim()
  return { status: Number(head.split(' ')[1]), header, text: answer }
}

describe('a server on loopback', () => {
  let server: TestServer
  before(async () => {
    server = await serve({ corsOrigins: ['https://portal.example'], allowedHosts: ['waybill.internal'] })
  })
  after(() => server.close())

  const hosts = [
    { host: '127.0.0.1:8000', status: 200 },
    { host: 'localhost', status: 200 },
    { host: 'LOCALHOST:3000', status: 200 },
    { host: '[::1]:8000', status: 200 },
    { host: 'waybill.internal:8000', status: 200 },
    { host: 'evil.example', status: 403 },
    { host: 'localhost.evil.example', status: 403 },
    { host: '127.0.0.1.evil.example:8000', status: 403 },
    { host: 'evil.example:localhost', status: 403 },
    { host: '', status: 403 },
  ]
  for (const { host, status } of hosts)
    it(`answers ${status} to the Host ${JSON.stringify(host)}`, async () => {
      const answer = await ask(server.url, 'GET /livez', { Host: host })
      expect(answer.status).to.equal(status)
      if (status === 403) expect(answer.text).to.contain('HOST_NOT_ALLOWED')
    })

  it('does not believe X-Forwarded-Host, which a page may send', async () => {
    const answer = await ask(server.url, 'GET /livez', {
      Host: 'evil.example',
      'X-Forwarded-Host': 'localhost',
    })
    expect(answer.status).to.equal(403)
  })

  const sync = 'POST /api/v1/catalog/sync'
  const origins = [
    { name: 'no page', line: sync, origin: undefined, status: 200, allowed: undefined },
    {
      name: 'a page of its own',
      line: sync,
      origin: 'http://localhost',
      status: 200,
      allowed: 'http://localhost',
    },
    {
      name: "a UI's dev server",
      line: sync,
      origin: 'http://localhost:5173',
      status: 200,
      allowed: 'http://localhost:5173',
    },
    {
      name: 'a dev server by address',
      line: sync,
      origin: 'http://127.0.0.1:5173',
      status: 200,
      allowed: 'http://127.0.0.1:5173',
    },
    {
      name: 'a configured origin',
      line: sync,
      origin: 'https://portal.example',
      status: 200,
      allowed: 'https://portal.example',
    },
    { name: 'another page', line: sync, origin: 'https://evil.example', status: 403, allowed: undefined },
    {
      name: 'a page that begins like this host',
      line: sync,
      origin: 'http://localhost.evil.example',
      status: 403,
      allowed: undefined,
    },
    { name: 'a file or a sandboxed frame', line: sync, origin: 'null', status: 403, allowed: undefined },
    {
      name: 'another page that deletes',
      line: 'DELETE /api/v1/workspaces/x',
      origin: 'https://evil.example',
      status: 403,
      allowed: undefined,
    },
    {
      name: 'another page that reads, which its browser keeps from it',
      line: 'GET /livez',
      origin: 'https://evil.example',
      status: 200,
      allowed: undefined,
    },
    {
      name: 'a dev server that reads what is not there',
      line: 'GET /nothing',
      origin: 'http://localhost:5173',
      status: 404,
      allowed: 'http://localhost:5173',
    },
  ]
  for (const { name, line, origin, status, allowed } of origins)
    it(`answers ${status} to ${line.split(' ')[0]} by ${name}`, async () => {
      const answer = await ask(server.url, line, {
        Host: 'localhost',
        ...(origin === undefined ? {} : { Origin: origin }),
      })
      expect(answer.status).to.equal(status)
      expect(answer.header('Access-Control-Allow-Origin')).to.equal(allowed)
      expect(answer.header('Vary')).to.match(/\bOrigin\b/)
      if (status === 403) expect(answer.text).to.contain('ORIGIN_NOT_ALLOWED')
      if (allowed !== undefined)
        expect(answer.header('Access-Control-Expose-Headers')).to.contain('ETag,Link,Location')
    })

  const preflight = {
    Host: 'localhost',
    'Access-Control-Request-Method': 'DELETE',
    'Access-Control-Request-Headers': 'content-type',
  }

  it('answers the preflight of a dev server', async () => {
    const answer = await ask(server.url, 'OPTIONS /api/v1/workspaces/x', {
      ...preflight,
      Origin: 'http://localhost:5173',
    })
    expect(answer.status).to.equal(204)
    expect(answer.header('Access-Control-Allow-Origin')).to.equal('http://localhost:5173')
    expect(answer.header('Access-Control-Allow-Methods')).to.contain('DELETE')
    expect(answer.header('Access-Control-Allow-Headers')).to.equal('content-type')
  })

  it('allows nothing in the preflight of another page', async () => {
    const answer = await ask(server.url, 'OPTIONS /api/v1/workspaces/x', {
      ...preflight,
      Origin: 'https://evil.example',
    })
    expect(answer.header('Access-Control-Allow-Origin')).to.equal(undefined)
  })

  it('keeps browsers from guessing, framing and embedding', async () => {
    const answer = await ask(server.url, 'GET /livez', { Host: 'localhost' })
    expect(answer.header('X-Content-Type-Options')).to.equal('nosniff')
    expect(answer.header('Content-Security-Policy')).to.equal("default-src 'none'; frame-ancestors 'none'")
    expect(answer.header('Cross-Origin-Resource-Policy')).to.equal('same-origin')
  })
})

describe('a server elsewhere', () => {
  let server: TestServer
  before(async () => {
    server = await serve({ host: '0.0.0.0' })
  })
  after(() => server.close())

  it('goes by any name', async () => {
    expect((await ask(server.url, 'GET /livez', { Host: 'waybill.example' })).status).to.equal(200)
  })

  it('lets its own pages change things, and no others, not even those of this host', async () => {
    const line = 'POST /api/v1/catalog/sync'
    const own = await ask(server.url, line, { Host: 'waybill.example', Origin: 'http://waybill.example' })
    const other = await ask(server.url, line, { Host: 'waybill.example', Origin: 'http://localhost:5173' })
    expect([own.status, other.status]).to.deep.equal([200, 403])
  })
})
