import {
  makeIdCursor,
  openIdCursor,
  type TemplateVersion,
  type Timestamp,
  WaybillError,
  type WorkspaceLookup,
  type WorkspaceQuery,
  type WorkspaceRecord,
  type WorkspaceStore,
} from '@waybill/core'
import { Op, type Sequelize, type WhereOptions } from 'sequelize'
import type { Session } from '../database/session.js'
import { aboutParameters } from '../key/sealed-columns.js'
import type { BlobCodec } from '../run/blob-codec.js'
import { Table } from '../schema/table.js'
import { listWorkspaces } from './list-workspaces.js'
import { saveTemplate } from './save-template.js'
import {
  type TemplateVersionRow,
  templateVersionsTable,
  toTemplateVersion,
} from './template-versions-table.js'
import { toWorkspace, toWorkspaceRow, type WorkspaceRow, workspacesTable } from './workspaces-table.js'

/** The tables that a workspace store works on through Sequelize. */
export interface WorkspaceTables {
  readonly workspaces: Table<WorkspaceRow>
  readonly templates: Table<TemplateVersionRow>
  readonly codec: BlobCodec
}

export function makeWorkspaceTables(sequelize: Sequelize, codec: BlobCodec): WorkspaceTables {
  return {
    workspaces: new Table<WorkspaceRow>(sequelize, workspacesTable),
    templates: new Table<TemplateVersionRow>(sequelize, templateVersionsTable),
    codec,
  }
}

/** Keeps workspaces in the table `workspaces`, and templates in `template_versions`. */
export class SequelizeWorkspaceStore implements WorkspaceStore {
  readonly #session: Session
  readonly #tables: WorkspaceTables

  constructor(session: Session, tables: WorkspaceTables) {
    this.#session = session
    this.#tables = tables
  }

  async insert(workspace: WorkspaceRecord): Promise<void> {
    await this.#tables.workspaces.insert(this.#session, this.#toRow(workspace))
  }

  async update(workspace: WorkspaceRecord): Promise<void> {
    const { id, ...values } = this.#toRow(workspace)
    const count = await this.#tables.workspaces.update(this.#session, values, { id })
    if (count === 0) throw new WaybillError('WORKSPACE_NOT_FOUND', `There is no workspace ${id}.`)
  }

  async find({ by, lock = false }: WorkspaceLookup): Promise<WorkspaceRecord | undefined> {
    for (const where of lookups(by)) {
      const [row] = await this.#tables.workspaces.select(this.#session, { where, lock })
      if (row !== undefined) return this.#toWorkspace(row)
    }
    return undefined
  }

  async list(query: WorkspaceQuery) {
    const statement = listWorkspaces(query, openIdCursor(query.cursor))
    const rows = await this.#session.query<WorkspaceRow & { total: string }>(statement)
    const workspaces = rows.filter(row => row.id !== null).map(row => this.#toWorkspace(row))
    const items = workspaces.slice(0, query.limit)
    const last = items.at(-1)
    return {
      items,
      total: Number(rows[0]?.total ?? 0),
      nextCursor: last === undefined || workspaces.length <= query.limit ? null : makeIdCursor(last.id),
    }
  }

  async count({ owner, lock = false }: { readonly owner?: string; readonly lock?: boolean } = {}) {
    // A statement of its own: the count has to see what was committed while the lock was waited for.
    if (lock) await this.#session.query(lockCount)
    const [row] = await this.#session.query<{ count: string }>({
      text: `SELECT count(*) FROM workspaces WHERE status <> 'destroyed' AND ($1::text IS NULL OR owner = $1)`,
      values: [owner ?? null],
    })
    return Number(row?.count ?? 0)
  }

  async listExpiring(before: Timestamp): Promise<readonly WorkspaceRecord[]> {
    const rows = await this.#session.query<WorkspaceRow>({
      text: `
        SELECT * FROM workspaces
        WHERE expires_at < $1 AND status NOT IN ('destroyed', 'destroying') AND destroy_requested_at IS NULL
        ORDER BY expires_at LIMIT 1000`,
      values: [new Date(before)],
    })
    return rows.map(row => this.#toWorkspace(row))
  }

  async saveTemplate(template: TemplateVersion): Promise<void> {
    const { name, version } = template
    // Its files are not sent again for each workspace; two who save it at once are settled by the statement.
    const [stored] = await this.#session.query({
      text: 'SELECT 1 FROM template_versions WHERE name = $1 AND version = $2',
      values: [name, version],
    })
    if (stored === undefined) await this.#session.query(saveTemplate(template))
  }

  async findTemplate(name: string, version: string): Promise<TemplateVersion | undefined> {
    const [row] = await this.#tables.templates.select(this.#session, { where: { name, version } })
    return row === undefined ? undefined : toTemplateVersion(row)
  }

  #toRow(workspace: WorkspaceRecord): WorkspaceRow {
    const parameters = this.#tables.codec.encodeJson(
      workspace.parameters,
      aboutParameters('workspace', workspace),
    )
    return toWorkspaceRow({ ...workspace, parameters })
  }

  #toWorkspace(row: WorkspaceRow): WorkspaceRecord {
    const workspace = toWorkspace(row)
    const { codec } = this.#tables
    return {
      ...workspace,
      parameters: codec.decodeJson(workspace.parameters, aboutParameters('workspace', workspace)),
    }
  }
}

/** Of this schema alone: several may live in one database. */
const lockCount = {
  text: `SELECT pg_advisory_xact_lock(hashtextextended('waybill workspaces ' || current_schema(), 0))`,
  values: [],
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** What to look for, one after the other: a name may look like an id. */
function lookups(by: WorkspaceLookup['by']): WhereOptions<WorkspaceRow>[] {
  if ('idempotencyKey' in by) return [{ idempotency_key: by.idempotencyKey }]
  const { idOrName } = by
  const byName = { name: idOrName, status: { [Op.ne]: 'destroyed' as const } }
  return uuid.test(idOrName) ? [{ id: idOrName }, byName] : [byName]
}
