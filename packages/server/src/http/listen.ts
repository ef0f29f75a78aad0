import type { Server } from 'node:http'
import { WaybillError } from '@waybill/core'
import { toUrlHost } from './loopback.js'

const wildcards: ReadonlySet<string> = new Set(['0.0.0.0', '::', ''])

/**
 * Makes a server listen and tells where.
 * @throws WaybillError `CONFIG_INVALID` when the address cannot be taken
 */
export async function listen(
  server: Server,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<{ readonly url: string }> {
  await new Promise<void>((resolve, reject) => {
    const onError = (cause: NodeJS.ErrnoException) => reject(toListenError(cause, { host, port }))
    server.once('error', onError)
    server.listen({ host, port }, () => {
      server.off('error', onError)
      resolve()
    })
  })
  const address = server.address()
  const taken = typeof address === 'object' && address !== null ? address.port : port
  // Nobody can visit a wildcard.
  return { url: `http://${wildcards.has(host) ? 'localhost' : toUrlHost(host)}:${taken}` }
}

function toListenError(cause: NodeJS.ErrnoException, at: { host: string; port: number }): WaybillError {
  const where = `${toUrlHost(at.host)}:${at.port}`
  if (cause.code === 'EADDRINUSE')
    return new WaybillError('CONFIG_INVALID', `${where} is already in use.`, {
      hint: 'Stop what listens there, or choose another port.',
      cause,
    })
  return new WaybillError('CONFIG_INVALID', `Cannot listen on ${where}: ${cause.message}.`, { cause })
}
