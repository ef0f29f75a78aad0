import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { until } from '@waybill/core/testing'
import { expect } from 'chai'
import { describe, it } from 'mocha'
import { rawRequest, sendRaw } from '../raw-request.js'
import { serverPerTest } from '../serve.js'

const timeoutMs = 400

async function open(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url)
  const socket = connect({ host: hostname, port: Number(port) })
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  return socket
}

const head = (line: string, headers: readonly string[] = []) =>
  `${[line, 'Host: localhost', ...headers].join('\r\n')}\r\n\r\n`

const post = (length: number) =>
  head('POST /api/v1/catalog/validate HTTP/1.1', ['Content-Type: text/plain', `Content-Length: ${length}`])

describe('over hostile sockets', () => {
  const serve = serverPerTest()

  const unfinished = [
    { name: 'a head that never ends', sent: 'GET /livez HTTP/1.1\r\nHost: localhost\r\nX-Slow: ' },
    { name: 'a body that never ends', sent: `${post(100)}half` },
    {
      name: 'a chunk that never ends',
      sent: `${head('POST /api/v1/catalog/validate HTTP/1.1', ['Content-Type: text/plain', 'Transfer-Encoding: chunked'])}ff\r\nhalf`,
    },
  ]
  for (const { name, sent } of unfinished)
    it(`${name} is answered 408 in time, and others are served meanwhile`, async () => {
      const { url } = await serve({ requestTimeoutMs: timeoutMs })
      const socket = await open(url)
      socket.write(sent)
      expect((await fetch(`${url}/livez`)).status).to.equal(200)
      const answer = await text(socket)
      expect(answer).to.match(/^HTTP\/1\.1 408 Request Timeout\r\nContent-Type: application\/problem\+json/)
      expect(answer).to.contain('"code":"REQUEST_TIMEOUT"')
    })

  it('bytes that come one by one do not extend the time', async () => {
    const { url } = await serve({ requestTimeoutMs: timeoutMs })
    const socket = await open(url)
    const dripping = setInterval(() => socket.write('x'), 20)
    socket.write(post(100_000))
    try {
      await text(socket)
    } finally {
      clearInterval(dripping)
    }
  })

  it('what is refused before it is a request is in the log, under the id of its answer', async () => {
    const { url, log } = await serve()
    const socket = await open(url)
    socket.write(head('GET /livez HTTP/1.1', [`X: ${'x'.repeat(100_000)}`]))
    const id = /^X-Request-Id: (.*)$/m.exec(await text(socket))?.[1]
    expect(log.map(({ fields }) => fields)).to.deep.equal([
      {
        requestId: id,
        method: '*',
        path: '*',
        route: null,
        status: 431,
        durationMs: 0,
        remoteAddress: '127.0.0.1',
        principal: null,
        complete: true,
      },
    ])
  })

  it('a request without a Host header is refused with a problem document', async () => {
    const { url } = await serve()
    const socket = await open(url)
    socket.write('GET /livez HTTP/1.1\r\nConnection: close\r\n\r\n')
    expect(await text(socket))
      .to.match(/^HTTP\/1\.1 400 Bad Request\r\n/)
      .and.to.contain('application/problem+json')
      .and.to.contain('The request has no Host header.')
  })

  it('an expectation that nobody knows is passed over', async () => {
    const { url } = await serve()
    const socket = await open(url)
    socket.write(head('GET /livez HTTP/1.1', ['Expect: miracles', 'Connection: close']))
    expect(await text(socket)).to.match(/^HTTP\/1\.1 200 /)
  })

  it('a client that has sent all and closed its half gets its answer', async () => {
    const { url } = await serve()
    const socket = await open(url)
    socket.end(head('GET /livez HTTP/1.1'))
    expect(await text(socket))
      .to.match(/^HTTP\/1\.1 200 /)
      .and.to.contain('"ok"')
  })

  it('a client that goes in the middle of its body leaves a log entry and nothing else', async () => {
    const { url, log } = await serve()
    const socket = await open(url)
    socket.write(`${post(1000)}half`)
    await (await fetch(`${url}/livez`)).text()
    socket.destroy()
    await until(() => log.some(({ fields }) => !fields.complete), 'the entry')
    expect((await fetch(`${url}/livez`)).status).to.equal(200)
    expect(log.filter(({ fields }) => fields.status >= 500)).to.deep.equal([])
  })

  const refused = [
    {
      name: 'a huge header',
      status: 431,
      request: head('GET /livez HTTP/1.1', [`X: ${'x'.repeat(100_000)}`]),
    },
    {
      name: 'very many headers',
      status: 431,
      request: head(
        'GET /livez HTTP/1.1',
        Array.from({ length: 5000 }, (_, index) => `X-${index}: 1`),
      ),
    },
    { name: 'a very long path', status: 431, request: head(`GET /${'a'.repeat(100_000)} HTTP/1.1`) },
    {
      name: 'two lengths',
      request: `${head('POST /api/v1/catalog/validate HTTP/1.1', ['Content-Length: 3', 'Content-Length: 4'])}abcd`,
    },
    {
      name: 'length and chunks at once',
      request: `${head('POST /api/v1/catalog/validate HTTP/1.1', ['Content-Length: 3', 'Transfer-Encoding: chunked'])}0\r\n\r\n`,
    },
    {
      name: 'a line break in a header',
      request: 'GET /livez HTTP/1.1\r\nHost: localhost\r\nX: a\n b\rc\r\n\r\n',
    },
    { name: 'no Host', request: 'GET /livez HTTP/1.1\r\n\r\n' },
  ]
  for (const { name, request, status = 400 } of refused)
    it(`${status} for ${name}`, async () => {
      const { url } = await serve({ requestTimeoutMs: timeoutMs })
      const socket = await open(url)
      socket.write(request)
      expect(await text(socket)).to.match(new RegExp(`^HTTP/1\\.1 ${status} `))
      expect((await fetch(`${url}/livez`)).status).to.equal(200)
    })

  const paths = [
    '/../../../../etc/passwd',
    '/docs/../../etc/passwd',
    '/docs/..%2f..%2f..%2fetc%2fpasswd',
    '/docs/%2e%2e/%2e%2e/etc/passwd',
    '/docs\\..\\..\\etc\\passwd',
    '/docs/swagger-ui.css/../../../package.json',
    '/api/v1/catalog/..%5c..%5cetc',
    '/api/v1/catalog/%ff%fe',
    '/api/v1/catalog/%c0%ae%c0%ae',
    '/api/v1/catalog/%00',
    '/api/v1/catalog/%',
    '//etc/passwd',
    '/./',
    '/?',
    '/;/x',
    '/api/v1/workspaces/__proto__',
    '/api/v1/catalog/constructor?__proto__=1',
    'http://evil.example/api/v1/catalog/nothing',
    '*',
  ]
  it('paths that try something lead nowhere', async () => {
    const { url } = await serve()
    for (const path of paths) {
      const answer = await sendRaw(url, rawRequest(`GET ${path}`, { Host: 'localhost' }))
      expect(answer, path).to.match(/^HTTP\/1\.1 (200|4\d\d) /)
      expect(answer, path).not.to.match(/root:|"dependencies"/)
      if (/^HTTP\/1\.1 200/.test(answer)) expect(path).to.be.oneOf(['/./', '/?'])
    }
  })

  it('bytes that are no UTF-8 in a path are refused', async () => {
    const { url } = await serve()
    const socket = await open(url)
    socket.write(Buffer.from(head('GET /api/v1/catalog/\xff\xfe HTTP/1.1', ['Connection: close']), 'latin1'))
    expect(await text(socket)).to.match(/^HTTP\/1\.1 4\d\d /)
  })

  it('of requests in one stream each proves who sends it', async () => {
    const { url } = await serve({
      authenticate: async name => (name === 'good' ? { name, role: 'admin' } : undefined),
    })
    const socket = await open(url)
    socket.write(
      head('GET /api/v1/templates HTTP/1.1', ['Authorization: Bearer good']) +
        head('GET /api/v1/templates HTTP/1.1') +
        head('GET /api/v1/templates HTTP/1.1', ['Authorization: Bearer bad', 'Connection: close']),
    )
    const statuses = Array.from((await text(socket)).matchAll(/HTTP\/1\.1 (\d+) /g), match => match[1])
    expect(statuses).to.deep.equal(['200', '401', '401'])
  })
})
