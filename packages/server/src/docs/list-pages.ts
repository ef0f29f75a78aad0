import { manifestJsonSchema } from '@waybill/core'
import { openApiDocument } from '../openapi/openapi-document.js'
import type { ServiceInfo } from '../route/route-deps.js'
import { type Page, pageTypes } from './page.js'
import { redocPages } from './redoc-pages.js'
import { swaggerPages } from './swagger-pages.js'

/** A bill on its way. */
const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="6" fill="#2f5d8a"/><path d="M9 7h14v18l-3.5-2-3.5 2-3.5-2L9 25z" fill="#fff"/><path d="M12 12h8M12 16h8M12 20h5" stroke="#2f5d8a" stroke-width="1.6"/></svg>
`

/** Every document that is no answer of the API. */
export function listPages(service: ServiceInfo): readonly Page[] {
  return [
    { path: '/openapi.json', type: pageTypes.json, load: () => renderOpenApi(service) },
    { path: '/schemas/app-manifest.json', type: pageTypes.schema, load: renderManifestSchema },
    { path: '/favicon.svg', type: pageTypes.svg, load: () => icon },
    { path: '/favicon.ico', type: pageTypes.svg, load: () => icon },
    ...swaggerPages(service),
    ...redocPages(service),
  ]
}

async function renderOpenApi(service: ServiceInfo): Promise<string> {
  return JSON.stringify(await openApiDocument(service))
}

function renderManifestSchema(): string {
  return JSON.stringify(manifestJsonSchema(), undefined, 2)
}
