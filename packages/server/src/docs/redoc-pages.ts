import { readFile } from 'node:fs/promises'
import type { ServiceInfo } from '../route/route-deps.js'
import { renderHtml } from './html-page.js'
import { type Page, pageTypes } from './page.js'

/** ReDoc makes style elements and searches in a worker from a blob; everything else comes from here. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  'worker-src blob:',
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** The one address that ReDoc loads from by itself: a logo beside "API docs by Redocly". */
const remoteLogo = 'https://cdn.redoc.ly/redoc/logo-mini.svg'
const noLogo =
  'data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22 width=%221%22 height=%221%22/%3E'

/** https://github.com/Redocly/redoc/blob/main/docs/config.md */
const start = `Redoc.init('/openapi.json', {
  hideDownloadButtons: false,
  sanitize: true,
  theme: {
    typography: {
      fontFamily: 'system-ui, sans-serif',
      headings: { fontFamily: 'system-ui, sans-serif' },
      code: { fontFamily: 'ui-monospace, monospace' },
    },
  },
}, document.getElementById('redoc'))
`

/** The pages of ReDoc at `/redoc`, from the npm package alone. */
export function redocPages(service: ServiceInfo): readonly Page[] {
  return [
    { path: '/redoc', type: pageTypes.html, policy, load: () => renderPage(service) },
    { path: '/redoc/start.js', type: pageTypes.script, load: () => start },
    { path: '/redoc/redoc.standalone.js', type: pageTypes.script, load: loadBundle },
  ]
}

async function loadBundle(): Promise<string> {
  const bundle = await readFile(new URL(import.meta.resolve('redoc/bundles/redoc.standalone.js')))
  return bundle.toString().replaceAll(remoteLogo, noLogo)
}

function renderPage(service: ServiceInfo): string {
  return renderHtml({
    title: `${service.name} – API reference`,
    head: '<style>body { margin: 0; }</style>',
    body: `<div id="redoc"></div>
<script src="/redoc/redoc.standalone.js"></script>
<script src="/redoc/start.js"></script>`,
  })
}
