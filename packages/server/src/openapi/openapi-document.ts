import type { ServiceInfo } from '../route/route-deps.js'
import { apiRoutes } from '../routes/api-routes.js'
import { buildOpenApi } from './build-openapi.js'

/** The OpenAPI 3.1 document as `/openapi.json` serves it, without a server. */
export function openApiDocument(service: ServiceInfo): object {
  return buildOpenApi(apiRoutes, service)
}
