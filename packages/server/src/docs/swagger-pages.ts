import { readFile } from 'node:fs/promises'
import type { ServiceInfo } from '../route/route-deps.js'
import { renderHtml } from './html-page.js'
import { type Page, pageTypes } from './page.js'

/** Swagger UI writes style attributes and shows icons from data URLs; everything else comes from here. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "font-src 'self'",
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** https://github.com/swagger-api/swagger-ui/blob/master/docs/usage/configuration.md */
const start = `SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#swagger-ui',
  presets: [SwaggerUIBundle.presets.apis],
  layout: 'BaseLayout',
  deepLinking: true,
  displayRequestDuration: true,
  defaultModelsExpandDepth: 0,
  // The badge would send the document's address to a validator on the internet.
  validatorUrl: null,
})
`

/** The pages of Swagger UI at `/docs`, from the npm package alone. */
export function swaggerPages(service: ServiceInfo): readonly Page[] {
  return [
    { path: '/docs', type: pageTypes.html, policy, load: () => renderPage(service) },
    { path: '/docs/start.js', type: pageTypes.script, load: () => start },
    {
      path: '/docs/swagger-ui-bundle.js',
      type: pageTypes.script,
      load: () => readFile(new URL(import.meta.resolve('swagger-ui-dist/swagger-ui-bundle.js'))),
    },
    {
      path: '/docs/swagger-ui.css',
      type: pageTypes.style,
      load: () => readFile(new URL(import.meta.resolve('swagger-ui-dist/swagger-ui.css'))),
    },
  ]
}

function renderPage(service: ServiceInfo): string {
  return renderHtml({
    title: `${service.name} – API documentation`,
    head: '<link rel="stylesheet" href="/docs/swagger-ui.css">',
    body: `<div id="swagger-ui"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>`,
  })
}
