import { createServer } from 'node:http'
import { Texts } from './texts.js'

const host = process.env.HOST ?? '127.0.0.1'
const port = Number(process.env.PORT ?? 8200)
const maxBodyBytes = 64 * 1024
const texts = new Texts()

class RequestError extends Error {
  constructor(status, message) {
    super(message)
    this.status = status
  }
}

function sendJson(response, status, body, headers = {}) {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers })
  response.end(status === 204 ? undefined : `${JSON.stringify(body)}\n`)
}

async function readJson(request) {
  const chunks = []
  let size = 0
  for await (const chunk of request) {
    size += chunk.length
    if (size > maxBodyBytes) throw new RequestError(413, `the body may have ${maxBodyBytes} bytes`)
    chunks.push(chunk)
  }
  try {
    return Object(JSON.parse(Buffer.concat(chunks).toString('utf8')))
  } catch {
    throw new RequestError(400, 'the body is not JSON')
  }
}

async function createText(request, response) {
  const { text } = await readJson(request)
  if (typeof text !== 'string') throw new RequestError(422, 'text must be a string')
  const { id, status } = texts.create(text)
  sendJson(response, 201, { id, status }, { location: `/texts/${id}` })
}

function sendText(response, id) {
  const entry = texts.find(id)
  if (entry === undefined) throw new RequestError(404, 'no such text')
  const { status, words } = entry
  sendJson(response, 200, { id, status, words })
}

function takeText(response) {
  const entry = texts.take(Date.now())
  if (entry === undefined) return sendJson(response, 204)
  sendJson(response, 200, { id: entry.id, text: entry.text })
}

async function reportCount(request, response, id) {
  const { words } = await readJson(request)
  if (!Number.isInteger(words) || words < 0) throw new RequestError(422, 'words must be 0 or more')
  if (!texts.report(id, words)) throw new RequestError(404, 'no such text')
  sendJson(response, 204)
}

async function handle(request, response) {
  const [pathname] = request.url.split('?', 1)
  const route = `${request.method} ${pathname}`
  if (route === 'GET /healthz') return sendJson(response, 200, { status: 'ok' })
  if (route === 'POST /texts') return createText(request, response)
  if (route === 'POST /texts/take') return takeText(response)
  const id = /^\/texts\/([\w-]+)$/.exec(pathname)?.[1]
  if (id !== undefined && request.method === 'GET') return sendText(response, id)
  if (id !== undefined && request.method === 'PUT') return reportCount(request, response, id)
  throw new RequestError(404, 'no such route')
}

const server = createServer((request, response) => {
  handle(request, response).catch(error => {
    if (error instanceof RequestError) {
      // A body that was not read to its end would be taken for the next request.
      sendJson(response, error.status, { error: error.message }, { connection: 'close' })
    } else {
      console.error(`api: ${request.url}: ${error.message}`)
      sendJson(response, 500, { error: 'internal error' })
    }
  })
})
server.listen(port, host, () => console.log(`api listens on http://${host}:${server.address().port}`))

for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => server.close())
