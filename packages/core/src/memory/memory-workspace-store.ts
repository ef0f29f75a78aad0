import { compareText } from '../catalog/compare-text.js'
import { WaybillError } from '../error/waybill-error.js'
import { makeIdCursor, openIdCursor } from '../id/id-cursor.js'
import type { WorkspaceId } from '../id/ids.js'
import type { Timestamp } from '../id/timestamp.js'
import type { TemplateVersion } from '../template/template.js'
import type { WorkspaceQuery, WorkspaceRecord } from '../workspace/workspace.js'
import type { WorkspaceLookup, WorkspaceStore } from '../workspace/workspace-store.js'
import { MemoryTable } from './memory-table.js'

/** Keeps workspaces in memory: for tests and for services that need no database. */
export class MemoryWorkspaceStore implements WorkspaceStore {
  readonly #workspaces = new MemoryTable<WorkspaceId, WorkspaceRecord>()
  readonly #templates = new MemoryTable<string, TemplateVersion>()

  async insert(workspace: WorkspaceRecord): Promise<void> {
    this.#refuseTaken(workspace)
    this.#workspaces.set(workspace.id, structuredClone(workspace))
  }

  async update(workspace: WorkspaceRecord): Promise<void> {
    if (this.#workspaces.get(workspace.id) === undefined) {
      throw new WaybillError('WORKSPACE_NOT_FOUND', `There is no workspace ${workspace.id}.`)
    }
    this.#refuseTaken(workspace)
    this.#workspaces.set(workspace.id, structuredClone(workspace))
  }

  async find({ by }: WorkspaceLookup): Promise<WorkspaceRecord | undefined> {
    const all = this.#workspaces.values()
    if ('idempotencyKey' in by) return all.find(other => other.idempotencyKey === by.idempotencyKey)
    return all.find(other => other.id === by.idOrName) ?? all.find(other => holdsName(other, by.idOrName))
  }

  async list(query: WorkspaceQuery) {
    const after = openIdCursor(query.cursor)
    const matching = this.#workspaces.values().filter(workspace => isListed(workspace, query))
    const rest = matching
      .filter(({ id }) => after === undefined || compareText(id, after) < 0)
      .sort((a, b) => compareText(b.id, a.id))
    const items = rest.slice(0, query.limit)
    const last = items.at(-1)
    const nextCursor = last === undefined || items.length === rest.length ? null : makeIdCursor(last.id)
    return { items, total: matching.length, nextCursor }
  }

  /** Transactions in memory are one after the other anyway. */
  async count({ owner }: { readonly owner?: string; readonly lock?: boolean } = {}): Promise<number> {
    return this.#workspaces.values().filter(workspace => isListed(workspace, { owner, limit: 1 })).length
  }

  async listExpiring(before: Timestamp): Promise<readonly WorkspaceRecord[]> {
    return this.#workspaces
      .values()
      .filter(({ expiresAt, status, destroyRequestedAt }) => {
        const isLeaving = status === 'destroyed' || status === 'destroying' || destroyRequestedAt !== null
        return !isLeaving && expiresAt !== null && expiresAt < before
      })
      .sort((a, b) => compareText(a.expiresAt ?? '', b.expiresAt ?? ''))
      .slice(0, 1000)
  }

  async saveTemplate(template: TemplateVersion): Promise<void> {
    const key = templateKey(template.name, template.version)
    if (this.#templates.get(key) === undefined) this.#templates.set(key, structuredClone(template))
  }

  async findTemplate(name: string, version: string): Promise<TemplateVersion | undefined> {
    return this.#templates.get(templateKey(name, version))
  }

  /** Remembers what is stored now; the returned function brings it back. */
  snapshot(): () => void {
    const restores = [this.#workspaces.snapshot(), this.#templates.snapshot()]
    return () => {
      for (const restore of restores) restore()
    }
  }

  #refuseTaken(workspace: WorkspaceRecord): void {
    const { id, name, idempotencyKey } = workspace
    for (const other of this.#workspaces.values()) {
      if (other.id === id) continue
      if (workspace.status !== 'destroyed' && holdsName(other, name)) {
        throw new WaybillError('NAME_TAKEN', `There is a workspace ${JSON.stringify(name)} already.`)
      }
      if (idempotencyKey !== null && other.idempotencyKey === idempotencyKey) {
        throw new WaybillError('NAME_TAKEN', 'Another workspace was made with this idempotency key.')
      }
    }
  }
}

function holdsName(workspace: WorkspaceRecord, name: string): boolean {
  return workspace.name === name && workspace.status !== 'destroyed'
}

function isListed(workspace: WorkspaceRecord, { appSlug, owner, status }: WorkspaceQuery): boolean {
  const hasStatus =
    status === undefined || status.length === 0
      ? workspace.status !== 'destroyed'
      : status.includes(workspace.status)
  return (
    hasStatus &&
    (appSlug === undefined || workspace.appSlug === appSlug) &&
    (owner === undefined || workspace.owner === owner)
  )
}

function templateKey(name: string, version: string): string {
  return JSON.stringify([name, version])
}
