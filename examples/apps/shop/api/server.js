import { createServer } from 'node:http'
import { OrderError, Orders } from './orders.js'
import { products } from './products.js'

const host = process.env.HOST ?? '127.0.0.1'
const port = Number(process.env.PORT ?? 8080)
const maxBodyBytes = 16 * 1024
const orders = new Orders(products)

function sendJson(response, status, body, headers = {}) {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers })
  response.end(`${JSON.stringify(body)}\n`)
}

async function readJson(request) {
  const chunks = []
  let size = 0
  for await (const chunk of request) {
    size += chunk.length
    if (size > maxBodyBytes) throw new OrderError(413, `the body may have ${maxBodyBytes} bytes`)
    chunks.push(chunk)
  }
  try {
    return Object(JSON.parse(Buffer.concat(chunks).toString('utf8')))
  } catch {
    throw new OrderError(400, 'the body is not JSON')
  }
}

function sendOrder(response, id) {
  const order = orders.find(id)
  return order === undefined
    ? sendJson(response, 404, { error: 'no such order' })
    : sendJson(response, 200, order)
}

async function handle(request, response) {
  const [pathname] = request.url.split('?', 1)
  const route = `${request.method} ${pathname}`
  if (route === 'GET /healthz') return sendJson(response, 200, { status: 'ok' })
  if (route === 'GET /products') return sendJson(response, 200, { items: orders.listProducts() })
  if (route === 'POST /orders') {
    const order = orders.create(await readJson(request))
    return sendJson(response, 201, order, { location: `/orders/${order.id}` })
  }
  if (route.startsWith('GET /orders/')) return sendOrder(response, pathname.slice('/orders/'.length))
  return sendJson(response, 404, { error: 'no such route' })
}

const server = createServer((request, response) => {
  handle(request, response).catch(error => {
    if (error instanceof OrderError) {
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
