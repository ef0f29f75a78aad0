/** Names of this host that nobody else can take, as a Host header or an Origin writes them. */
const loopbackNames: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]'])

/** Whether a host name, as URLs write it, is this host and no other. */
export function isLoopbackName(hostname: string): boolean {
  return loopbackNames.has(hostname)
}

/** Whether a server that listens on `host` can be reached from this host alone. */
export function isLoopbackBinding(host: string): boolean {
  return (
    socketPathOf(host) !== undefined ||
    host === 'localhost' ||
    host === '::1' ||
    /^127(\.\d{1,3}){3}$/.test(host)
  )
}

/** The path of a host that is a Unix socket: `unix:/run/waybill.sock`. */
export function socketPathOf(host: string): string | undefined {
  return host.startsWith('unix:') ? host.slice('unix:'.length) : undefined
}

/** A host as URLs write it: IPv6 addresses in brackets. */
export function toUrlHost(host: string): string {
  return host.includes(':') ? `[${host}]` : host
}
