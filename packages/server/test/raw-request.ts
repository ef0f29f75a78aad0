import { once } from 'node:events'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'

/** Sends bytes as they are and gives all that comes back until the server closes: for what `fetch` would mend. */
export async function sendRaw(url: string, request: string): Promise<string> {
  const { hostname, port } = new URL(url)
  const socket = connect({ host: hostname, port: Number(port) })
  await once(socket, 'connect')
  socket.write(request.replaceAll(/\r?\n/g, '\r\n'))
  return text(socket)
}

/** A request with this head line and these headers, after whose answer the server is to close. */
export function rawRequest(line: string, headers: Readonly<Record<string, string>>): string {
  const lines = Object.entries({ Connection: 'close', ...headers }).map(
    ([name, value]) => `${name}: ${value}`,
  )
  return `${line} HTTP/1.1\n${lines.join('\n')}\n\n`
}
