import { once } from 'node:events'
import { chmod, unlink } from 'node:fs/promises'
import type { Server } from 'node:http'
import { connect } from 'node:net'
import { WaybillError } from '@waybill/core'
import { socketPathOf, toUrlHost } from './loopback.js'

const wildcards: ReadonlySet<string> = new Set(['0.0.0.0', '::', ''])
/** Owner and group: who else may connect is for the group to say. */
const socketMode = 0o660

/**
 * Makes a server listen and tells where: a URL, or `unix:` and a path.
 * @throws WaybillError `CONFIG_INVALID` when the address cannot be taken
 */
export async function listen(
  server: Server,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<{ readonly url: string }> {
  const path = socketPathOf(host)
  if (path !== undefined) {
    await removeLeftSocket(path)
    await start(server, { path })
    await chmod(path, socketMode)
    return { url: host }
  }
  await start(server, { host, port })
  const address = server.address()
  const taken = typeof address === 'object' && address !== null ? address.port : port
  // Nobody can visit a wildcard.
  return { url: `http://${wildcards.has(host) ? 'localhost' : toUrlHost(host)}:${taken}` }
}

type Place = { readonly host: string; readonly port: number } | { readonly path: string }

async function start(server: Server, place: Place): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const onError = (cause: NodeJS.ErrnoException) => reject(toListenError(cause, place))
    server.once('error', onError)
    server.listen(place, () => {
      server.off('error', onError)
      resolve()
    })
  })
}

/** Removes a socket that a killed process has left: one that nobody answers on. Any other file stays. */
async function removeLeftSocket(path: string): Promise<void> {
  const socket = connect(path)
  try {
    await once(socket, 'connect')
  } catch (error) {
    const isLeft = error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED'
    if (isLeft) await unlink(path)
  } finally {
    socket.destroy()
  }
}

function toListenError(cause: NodeJS.ErrnoException, place: Place): WaybillError {
  const where = 'path' in place ? place.path : `${toUrlHost(place.host)}:${place.port}`
  if (cause.code === 'EADDRINUSE')
    return new WaybillError('CONFIG_INVALID', `${where} is already in use.`, {
      hint: `Stop what listens there, or choose another ${'path' in place ? 'path' : 'port'}.`,
      cause,
    })
  return new WaybillError('CONFIG_INVALID', `Cannot listen on ${where}: ${cause.message}.`, { cause })
}
