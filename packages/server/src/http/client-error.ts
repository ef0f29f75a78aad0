import { randomUUID } from 'node:crypto'
import { maxHeaderSize, STATUS_CODES } from 'node:http'
import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { WaybillError } from '@waybill/core'
import { buildProblem, problemType } from './problem.js'
import type { RequestLogEntry } from './request-log.js'

/** Stands for what could not be read. */
const unknown = '*'

/**
 * Answers what is no HTTP, comes too slowly or has too large a head: no request object exists for it yet. `onLog` is
 * told of each answer, so that its request id is in the log like any other.
 */
export function answerClientError(
  error: NodeJS.ErrnoException,
  socket: Duplex,
  onLog: (entry: RequestLogEntry) => void,
): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const requestId = randomUUID()
  const problem = buildProblem(describe(error.code), { path: unknown, requestId })
  const body = JSON.stringify(problem)
  const { status } = problem
  onLog({
    level: 'info',
    message: `${unknown} ${unknown} ${status}`,
    fields: {
      requestId,
      method: unknown,
      path: unknown,
      route: null,
      status,
      durationMs: 0,
      remoteAddress: (socket instanceof Socket && socket.remoteAddress) || unknown,
      principal: null,
      complete: true,
    },
  })
  socket.end(
    [
      `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`,
      `Content-Type: ${problemType}`,
      `Content-Length: ${Buffer.byteLength(body)}`,
      `X-Request-Id: ${requestId}`,
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
  )
}

/** https://nodejs.org/api/http.html#event-clienterror */
function describe(code: string | undefined): WaybillError {
  if (code === 'HPE_HEADER_OVERFLOW')
    return new WaybillError('HEAD_TOO_LARGE', 'The head of the request is too large.', {
      hint: `At most ${maxHeaderSize} bytes of request line and headers are taken.`,
    })
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return new WaybillError('REQUEST_TIMEOUT', 'The request did not arrive in time.')
  return new WaybillError('MALFORMED_REQUEST', 'What arrived is not an HTTP request.')
}
