import type { Stores } from '@waybill/core'
import { SequelizeTokenStore } from '../access/sequelize-token-store.js'
import { type TokenRow, tokensTable } from '../access/tokens-table.js'
import { makeCatalogTables, SequelizeCatalogStore } from '../catalog/sequelize-catalog-store.js'
import type { Database } from '../database/database.js'
import type { Session } from '../database/session.js'
import type { EventListener } from '../event/event-listener.js'
import { SequelizeEventStore } from '../event/sequelize-event-store.js'
import type { BlobCodec } from '../run/blob-codec.js'
import { GraphileRunQueue } from '../run/graphile-run-queue.js'
import type { QueueWorkers } from '../run/queue-workers.js'
import { makeRunTables, SequelizeRunStore } from '../run/sequelize-run-store.js'
import { Table } from '../schema/table.js'
import { makeWebhookTables, SequelizeWebhookStore } from '../webhook/sequelize-webhook-store.js'
import { makeWorkspaceTables, SequelizeWorkspaceStore } from '../workspace/sequelize-workspace-store.js'

/** What stores share, whatever session they work in. */
export interface StoreDeps {
  readonly database: Database
  readonly listener: EventListener
  readonly workers: QueueWorkers
  readonly codec: BlobCodec
}

/** Makes a function that makes all stores for a session: for the pool, and for each transaction. */
export function bindStores({ database, listener, workers, codec }: StoreDeps): (session: Session) => Stores {
  const catalogTables = makeCatalogTables(database.sequelize)
  const workspaceTables = makeWorkspaceTables(database.sequelize, codec)
  const runTables = makeRunTables(database.sequelize, codec)
  const tokens = new Table<TokenRow>(database.sequelize, tokensTable)
  const webhookTables = makeWebhookTables(database.sequelize, codec)
  return session => ({
    catalog: new SequelizeCatalogStore(session, catalogTables),
    workspaces: new SequelizeWorkspaceStore(session, workspaceTables),
    runs: new SequelizeRunStore(session, runTables),
    events: new SequelizeEventStore(session, listener),
    queue: new GraphileRunQueue(session, workers),
    tokens: new SequelizeTokenStore(session, tokens),
    webhooks: new SequelizeWebhookStore(session, webhookTables),
  })
}
