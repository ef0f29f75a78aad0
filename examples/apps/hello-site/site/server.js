import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { createServer } from 'node:http'
import { extname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'

const host = process.env.HOST ?? '127.0.0.1'
const port = Number(process.env.PORT ?? 3100)
const root = fileURLToPath(new URL('./public', import.meta.url))

const contentTypes = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.svg': 'image/svg+xml',
}

/** The file a URL means, or undefined when there is none; anything but plain names is not looked up. */
async function findFile(url) {
  const [pathname] = url.split('?', 1)
  const name = pathname.endsWith('/') ? `${pathname}index.html` : pathname
  if (!/^(\/[\w-][\w.-]*)+$/.test(name)) return undefined
  const path = join(root, name)
  const found = await stat(path).catch(() => undefined)
  return found?.isFile() ? { path, size: found.size, mtime: found.mtime } : undefined
}

function sendText(response, status, text, headers = {}) {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', ...headers })
  response.end(`${text}\n`)
}

async function handle(request, response) {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return sendText(response, 405, 'only GET and HEAD', { allow: 'GET, HEAD' })
  }
  if (request.url === '/healthz') return sendText(response, 200, 'ok')
  const file = await findFile(request.url)
  if (file === undefined) return sendText(response, 404, 'no such page')
  response.writeHead(200, {
    'content-type': contentTypes[extname(file.path)] ?? 'application/octet-stream',
    'content-length': file.size,
    'last-modified': file.mtime.toUTCString(),
    'cache-control': 'no-cache',
  })
  if (request.method === 'HEAD') return response.end()
  await pipeline(createReadStream(file.path), response)
}

const server = createServer((request, response) => {
  handle(request, response).catch(error => {
    console.error(`site: ${request.url}: ${error.message}`)
    if (response.headersSent) response.destroy()
    else sendText(response, 500, 'internal error')
  })
})
server.listen(port, host, () => console.log(`site listens on http://${host}:${server.address().port}`))

// Requests under way are answered; the process ends by itself when the last connection is gone.
for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => server.close())
