import type { ServiceInfo } from '../route/route-deps.js'
import { apiRoutes } from '../routes/api-routes.js'

/**
 * The OpenAPI 3.1 document as `/openapi.json` serves it, without a server. Its generator is loaded with the first
 * call: most processes never need it.
 */
export async function openApiDocument(service: ServiceInfo): Promise<object> {
  const { buildOpenApi } = await import('./build-openapi.js')
  return buildOpenApi(apiRoutes, service)
}
