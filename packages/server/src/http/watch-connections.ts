import { once } from 'node:events'
import type { Server } from 'node:http'
import type { Socket } from 'node:net'

/** Stops a server: `graceMs` is what requests in flight may take to end. */
export type CloseGracefully = (graceMs: number) => Promise<void>

/**
 * Watches a server's connections, so that it can be closed without waiting for those that do nothing. (Node's
 * `closeIdleConnections` leaves those alone that never sent a request, as browsers open them to be quick.)
 */
export function watchConnections(server: Server): CloseGracefully {
  const requests = new Map<Socket, number>()
  let closing = false
  const count = (socket: Socket, change: 1 | -1) => {
    const open = (requests.get(socket) ?? 0) + change
    requests.set(socket, open)
    if (closing && open === 0) socket.end()
  }
  server.on('connection', socket => {
    requests.set(socket, 0)
    socket.once('close', () => requests.delete(socket))
  })
  server.on('request', ({ socket }, response) => {
    count(socket, 1)
    response.once('close', () => count(socket, -1))
  })
  return async graceMs => {
    if (!server.listening) return
    closing = true
    const closed = once(server, 'close')
    server.close()
    for (const [socket, open] of requests) if (open === 0) socket.destroy()
    const cut = setTimeout(() => server.closeAllConnections(), graceMs)
    await closed
    clearTimeout(cut)
  }
}
