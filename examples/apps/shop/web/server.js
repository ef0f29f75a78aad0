import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'

const host = process.env.HOST ?? '127.0.0.1'
const port = Number(process.env.PORT ?? 3000)
const apiUrl = new URL(process.env.API_URL ?? 'http://127.0.0.1:8080').origin

// The page never changes while the process lives, so it is read once, and nothing else can be read.
function readPage(name, contentType) {
  return { contentType, bytes: readFileSync(new URL(`./public/${name}`, import.meta.url)) }
}
const pages = {
  '/': readPage('index.html', 'text/html; charset=utf-8'),
  '/shop.js': readPage('shop.js', 'text/javascript; charset=utf-8'),
  '/style.css': readPage('style.css', 'text/css; charset=utf-8'),
}

function send(response, status, contentType, body) {
  response.writeHead(status, { 'content-type': contentType })
  response.end(body)
}

/**
 * Passes `/api/…` on to the API, so that the browser talks to one origin and needs no CORS. The path is
 * appended, not resolved: `/api//other.host/` must not lead anywhere else.
 */
async function forward(request, response) {
  const hasBody = request.method !== 'GET' && request.method !== 'HEAD'
  const answer = await fetch(apiUrl + request.url.slice('/api'.length), {
    method: request.method,
    headers: { 'content-type': request.headers['content-type'] ?? 'application/json' },
    body: hasBody ? request : undefined,
    duplex: 'half',
    signal: AbortSignal.timeout(10_000),
  })
  send(response, answer.status, answer.headers.get('content-type') ?? 'text/plain', await answer.text())
}

const server = createServer((request, response) => {
  const [pathname] = request.url.split('?', 1)
  const page = pages[pathname]
  if (pathname === '/healthz') return send(response, 200, 'text/plain; charset=utf-8', 'ok\n')
  if (page !== undefined) return send(response, 200, page.contentType, page.bytes)
  if (!pathname.startsWith('/api/')) return send(response, 404, 'text/plain; charset=utf-8', 'no such page\n')
  forward(request, response).catch(error => {
    console.error(`web: ${request.url}: ${error.cause?.message ?? error.message}`)
    const problem = { error: `the API at ${apiUrl} does not answer` }
    send(response, 502, 'application/json; charset=utf-8', `${JSON.stringify(problem)}\n`)
  })
})
server.listen(port, host, () => console.log(`web listens on http://${host}:${server.address().port}`))

for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => server.close())
