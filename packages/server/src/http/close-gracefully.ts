import { once } from 'node:events'
import type { Server } from 'node:http'

/** Stops taking connections, lets requests in flight end for at most `graceMs`, then cuts off what is left. */
export async function closeGracefully(server: Server, graceMs: number): Promise<void> {
  if (!server.listening) return
  const closed = once(server, 'close')
  server.close()
  server.closeIdleConnections()
  // A connection whose answer began before the stop was not told to close: it is idle once the answer has ended.
  const sweep = setInterval(() => server.closeIdleConnections(), 50)
  const cut = setTimeout(() => server.closeAllConnections(), graceMs)
  try {
    await closed
  } finally {
    clearInterval(sweep)
    clearTimeout(cut)
  }
}
