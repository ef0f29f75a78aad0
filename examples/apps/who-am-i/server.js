import { createServer } from 'node:http'
import { hostname } from 'node:os'

const host = process.env.HOST ?? '127.0.0.1'
const port = Number(process.env.PORT ?? 8300)
const startedAt = new Date()

// Never shown back: whoever may see the answer need not be who sent the request.
const secretHeaders = new Set(['authorization', 'cookie', 'proxy-authorization'])

/** What a request looks like from here; useful behind proxies and load balancers. */
function describe(request) {
  const headers = Object.entries(request.headers).filter(([name]) => !secretHeaders.has(name))
  return {
    hostname: hostname(),
    startedAt: startedAt.toISOString(),
    remoteAddress: request.socket.remoteAddress,
    method: request.method,
    url: request.url,
    headers: Object.fromEntries(headers),
  }
}

const server = createServer((request, response) => {
  const body = request.url === '/healthz' ? { status: 'ok' } : describe(request)
  response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' })
  response.end(`${JSON.stringify(body, undefined, 2)}\n`)
})
server.listen(port, host, () => console.log(`whoami listens on http://${host}:${server.address().port}`))

for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => server.close())
