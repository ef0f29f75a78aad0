import { createHash } from 'node:crypto'
import type { Reply } from '../route/reply.js'
import type { ServiceInfo } from '../route/route-deps.js'
import { escapeHtml, renderHtml } from './html-page.js'

const style = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 42rem; margin: 10vh auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; margin-bottom: 0; }
p { margin-top: .25rem; opacity: .75; }
dt { margin-top: .75rem; }
dd { margin: 0; opacity: .75; }
`

const links = [
  { href: '/docs', text: 'API documentation', about: 'Swagger UI: every endpoint, to read and to try' },
  { href: '/redoc', text: 'API reference', about: 'ReDoc: the same, to read' },
  { href: '/openapi.json', text: 'OpenAPI document', about: 'for generators and gateways' },
  {
    href: '/schemas/app-manifest.json',
    text: 'Manifest schema',
    about: 'for editors: "$schema" in app-manifest.json',
  },
  { href: '/api/v1/catalog', text: 'Catalog', about: 'the apps' },
  { href: '/api/v1/catalog/diagnostics', text: 'Findings', about: 'what is wrong with their manifests' },
  { href: '/api/v1/workspaces', text: 'Workspaces', about: 'what is provisioned' },
  { href: '/health', text: 'Health', about: 'database, source, engines' },
]

const policy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  "img-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ')

/** Answers the service's home page for people. */
export function renderHomePage(service: ServiceInfo): Reply {
  const items = links.map(
    ({ href, text, about }) => `<dt><a href="${href}">${text}</a></dt><dd>${about}</dd>`,
  )
  const content = renderHtml({
    title: service.name,
    head: `<style>${style}</style>`,
    body: `<h1>${escapeHtml(service.name)}</h1>
<p>version ${escapeHtml(service.version)}, by Waybill ${escapeHtml(service.waybillVersion)}</p>
<dl>
${items.join('\n')}
</dl>`,
  })
  return {
    status: 200,
    type: 'text/html; charset=utf-8',
    content,
    headers: { 'Content-Security-Policy': policy, Vary: 'Accept' },
  }
}
