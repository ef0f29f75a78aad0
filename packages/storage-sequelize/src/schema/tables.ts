import { tokensTable } from '../access/tokens-table.js'
import { appMovesTable } from '../catalog/app-moves-table.js'
import { appRevisionsTable } from '../catalog/app-revisions-table.js'
import { appsTable } from '../catalog/apps-table.js'
import { catalogVersionTable } from '../catalog/catalog-version-table.js'
import { syncsTable } from '../catalog/syncs-table.js'
import { eventCounterTable, eventsTable } from '../event/events-table.js'
import { idempotencyKeysTable } from '../idempotency/idempotency-keys-table.js'
import { runLogChunksTable } from '../run/run-log-chunks-table.js'
import { runPlansTable } from '../run/run-plans-table.js'
import { runsTable } from '../run/runs-table.js'
import { workersTable } from '../run/workers-table.js'
import { workspaceStatesTable } from '../run/workspace-states-table.js'
import { webhookDeliveriesTable } from '../webhook/webhook-deliveries-table.js'
import { webhooksTable } from '../webhook/webhooks-table.js'
import { templateVersionsTable } from '../workspace/template-versions-table.js'
import { workspacesTable } from '../workspace/workspaces-table.js'
import type { TableDefinition } from './table-definition.js'

/** Every table of Waybill, in an order in which they can be made: what migrations have to come to. */
export const tables: readonly TableDefinition[] = [
  catalogVersionTable,
  eventCounterTable,
  appsTable,
  appRevisionsTable,
  appMovesTable,
  syncsTable,
  eventsTable,
  templateVersionsTable,
  workspacesTable,
  runsTable,
  runLogChunksTable,
  runPlansTable,
  workspaceStatesTable,
  workersTable,
  tokensTable,
  idempotencyKeysTable,
  webhooksTable,
  webhookDeliveriesTable,
]
