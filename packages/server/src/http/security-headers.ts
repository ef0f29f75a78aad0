import type { RequestCheck } from './request-check.js'

/**
 * Sets the headers that keep browsers from guessing types, framing, and embedding elsewhere. Pages have a
 * policy of their own; nothing that an answer of the API could be taken for may load or frame anything.
 */
export const setSecurityHeaders: RequestCheck = ({ res }) => {
  res.setHeader('Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'")
  res.setHeader('X-Content-Type-Options', 'nosniff')
  res.setHeader('Cross-Origin-Resource-Policy', 'same-origin')
}
