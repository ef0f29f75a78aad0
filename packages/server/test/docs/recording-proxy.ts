import { createServer, request as httpRequest } from 'node:http'
import type { AddressInfo } from 'node:net'
import { findRoute } from '../call.js'

/** A successful JSON answer of an operation. */
export interface RecordedAnswer {
  readonly operationId: string
  readonly status: number
  readonly json: unknown
}

/** Passes requests on to a server and keeps the successful JSON answers, by operation. */
export async function startRecordingProxy(
  target: string,
): Promise<{ readonly url: string; readonly answers: readonly RecordedAnswer[]; close(): void }> {
  const answers: RecordedAnswer[] = []
  const server = createServer((incoming, outgoing) => {
    const { method = 'GET', url = '/', headers } = incoming
    const forwarded = httpRequest(new URL(url, target), { method, headers }, response => {
      const chunks: Buffer[] = []
      response.on('data', chunk => chunks.push(chunk))
      response.on('end', () => {
        const { statusCode: status = 0 } = response
        const operationId = findRoute(method, url)?.operationId
        if (operationId === undefined || status >= 300) return
        if (!String(response.headers['content-type']).startsWith('application/json')) return
        answers.push({ operationId, status, json: JSON.parse(Buffer.concat(chunks).toString()) })
      })
      outgoing.writeHead(response.statusCode ?? 502, response.headers)
      response.pipe(outgoing)
    })
    outgoing.on('close', () => forwarded.destroy())
    forwarded.on('error', () => outgoing.destroy())
    incoming.pipe(forwarded)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    answers,
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}
