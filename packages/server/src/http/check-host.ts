import { WaybillError } from '@waybill/core'
import { isLoopbackBinding, isLoopbackName, toUrlHost } from './loopback.js'
import type { RequestCheck } from './request-check.js'

/**
 * Refuses requests whose Host header is not a name of this server: what keeps a web page that points its own
 * name at 127.0.0.1 (DNS rebinding) from using a server without auth. Bound elsewhere than to loopback, and
 * without `allowedHosts`, every name is fine. `X-Forwarded-Host` never counts: a page may send what it likes.
 */
export function makeHostCheck(options: {
  readonly host: string
  readonly allowedHosts: readonly string[]
}): RequestCheck {
  const { host, allowedHosts } = options
  if (!isLoopbackBinding(host) && allowedHosts.length === 0) return requireHost
  const allowed = new Set([toUrlHost(host), ...allowedHosts].map(name => name.toLowerCase()))
  return ctx => {
    const { req } = ctx
    requireHost(ctx)
    const name = (req.headers.host ?? '').replace(/:\d*$/, '').toLowerCase()
    if (isLoopbackName(name) || allowed.has(name)) return
    throw new WaybillError(
      'HOST_NOT_ALLOWED',
      `The Host header ${JSON.stringify(name)} is not a name of this server.`,
      {
        hint: 'Use the address that the server printed at its start, or add the name to the allowed hosts.',
      },
    )
  }
}

/** https://www.rfc-editor.org/rfc/rfc9112#section-3.2; asked for here, as Node's own 400 is no problem document. */
const requireHost: RequestCheck = ({ req }) => {
  if (req.headers.host !== undefined || req.httpVersion === '1.0') return
  throw new WaybillError('MALFORMED_REQUEST', 'The request has no Host header.')
}
