import type { Route } from '../route/route.js'
import { catalogRoutes } from './catalog-routes.js'
import { eventRoutes } from './event-routes.js'
import { pushRoutes } from './push-routes.js'
import { runLogRoutes } from './run-log-routes.js'
import { runRoutes } from './run-routes.js'
import { serviceRoutes } from './service-routes.js'
import { stateRoutes } from './state-routes.js'
import { syncRoutes } from './sync-routes.js'
import { templateRoutes } from './template-routes.js'
import { tokenRoutes } from './token-routes.js'
import { webhookRoutes } from './webhook-routes.js'
import { workspaceRoutes } from './workspace-routes.js'

/** Every route of the API, in the order of its documentation. */
export const apiRoutes: readonly Route[] = [
  ...serviceRoutes,
  ...catalogRoutes,
  ...syncRoutes,
  ...pushRoutes,
  ...workspaceRoutes,
  ...stateRoutes,
  ...runRoutes,
  ...runLogRoutes,
  ...eventRoutes,
  ...templateRoutes,
  ...tokenRoutes,
  ...webhookRoutes,
]
