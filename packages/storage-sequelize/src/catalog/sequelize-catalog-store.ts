import {
  type App,
  type AppFacets,
  type AppId,
  type AppPage,
  type AppQuery,
  type CatalogStore,
  type CatalogVersion,
  type KnownCatalog,
  makeAppCursor,
  openAppQuery,
  type Revision,
  type SyncId,
  type SyncOutcome,
  type SyncReport,
  type SyncWrite,
} from '@waybill/core'
import type { Sequelize } from 'sequelize'
import type { Session } from '../database/session.js'
import { Table } from '../schema/table.js'
import { type AppRevisionRow, appRevisionsTable, toRevision } from './app-revisions-table.js'
import { applySync } from './apply-sync.js'
import { type AppRow, toApp } from './apps-table.js'
import { type CatalogVersionRow, toCatalogVersion } from './catalog-version-table.js'
import { findApp, findMovedApp } from './find-app.js'
import { listApps } from './list-apps.js'
import { type KnownAppValues, listKnown, toKnownApp } from './list-known.js'
import { listSyncs, type SyncRow, toSyncReport } from './syncs-table.js'
import { noteReport } from './write-report.js'

/** The tables that a catalog store reads through Sequelize. */
export interface CatalogTables {
  readonly revisions: Table<AppRevisionRow>
}

export function makeCatalogTables(sequelize: Sequelize): CatalogTables {
  return {
    revisions: new Table<AppRevisionRow>(sequelize, appRevisionsTable),
  }
}

/** Keeps the catalog in the tables `apps`, `app_revisions`, `app_moves`, `syncs` and `catalog_version`. */
export class SequelizeCatalogStore implements CatalogStore {
  readonly #session: Session
  readonly #tables: CatalogTables

  constructor(session: Session, tables: CatalogTables) {
    this.#session = session
    this.#tables = tables
  }

  async getVersion(): Promise<CatalogVersion> {
    const [row] = await this.#session.query<CatalogVersionRow>({
      name: 'get_version',
      text: 'SELECT number, changed_at FROM catalog_version',
    })
    return toCatalogVersion(row ?? { number: 0, changed_at: null })
  }

  async listKnown(): Promise<KnownCatalog> {
    const [row] = await this.#session.query<{ version: number; apps: KnownAppValues[] | null }>(listKnown)
    return { version: row?.version ?? 0, apps: row?.apps?.map(toKnownApp) ?? [] }
  }

  applySync(write: SyncWrite): Promise<SyncOutcome> {
    return this.#session.transaction(transaction => applySync(transaction, write))
  }

  async findApp(slug: string): Promise<App | undefined> {
    const [row] = await this.#session.query<AppRow>(findApp(slug))
    return row === undefined ? undefined : toApp(row)
  }

  async findMoved(oldSlug: string): Promise<App | undefined> {
    const [row] = await this.#session.query<AppRow>(findMovedApp(oldSlug))
    return row === undefined ? undefined : toApp(row)
  }

  async listApps(asked: AppQuery): Promise<AppPage> {
    const { query, after } = openAppQuery(asked)
    const rows = await this.#session.query<AppRow & { version: number; total: string; facets?: AppFacets }>(
      listApps(query, after),
    )
    const apps = rows.filter(row => row.id !== null).map(toApp)
    const items = apps.slice(0, query.limit)
    const last = items.at(-1)
    return {
      items,
      total: Number(rows[0]?.total ?? 0),
      nextCursor: last === undefined || apps.length <= query.limit ? null : makeAppCursor(query, last),
      version: rows[0]?.version ?? 0,
      ...(query.facets && rows[0]?.facets !== undefined ? { facets: rows[0].facets } : {}),
    }
  }

  async listRevisions(appId: AppId, number?: number): Promise<readonly Revision[]> {
    const where = { app_id: appId, ...(number === undefined ? {} : { number }) }
    const rows = await this.#tables.revisions.select(this.#session, { where, order: [['number', 'DESC']] })
    return rows.map(toRevision)
  }

  async noteSync(report: SyncReport): Promise<void> {
    await this.#session.query(noteReport(report))
  }

  async listSyncs({ id, limit = 50 }: { id?: SyncId; limit?: number }): Promise<readonly SyncReport[]> {
    const rows = await this.#session.query<SyncRow>(listSyncs(id, limit))
    return rows.map(toSyncReport)
  }
}
