import ipaddr from 'ipaddr.js'

/**
 * Why an IP address is none of the public internet; undefined when it is one. Loopback, private and link-local
 * networks, where metadata services of clouds are too, and everything else that is reserved (RFC 6890).
 */
export function whyNotPublic(address: string): string | undefined {
  const range = ipaddr.process(address).range()
  return range === 'unicast' ? undefined : `${address} is no public address (${range})`
}

/** Why the host of a URL is none of the public internet, as far as it can be told without asking; else undefined. */
export function whyHostNotPublic(url: string): string | undefined {
  const host = new URL(url).hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')
  if (ipaddr.isValid(host)) return whyNotPublic(host)
  return host === 'localhost' || host.endsWith('.localhost') ? `${host} is this host` : undefined
}
