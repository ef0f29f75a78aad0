import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { contentHash, isWaybillError, slugify, type Waybill } from '@waybill/core'
import { scan } from '@waybill/core/manifest'
import type { AppFacts, FolderFacts, RowFacts } from './app-facts.js'

/** Where to look. `directory` is undefined where the apps are on another host, or in Git: then `repository` says where. */
export interface CollectFactsOptions {
  readonly waybill: Waybill
  readonly slug: string
  readonly directory: string | undefined
  readonly repository?: string
}

/** Collects what there is to know of an app, from the disk, from Git and from the catalog. */
export async function collectFacts({
  waybill,
  slug,
  directory,
  repository,
}: CollectFactsOptions): Promise<AppFacts> {
  const row = await readRow(waybill, slug)
  const exists = directory !== undefined && existsSync(directory)
  return {
    slug,
    source: {
      kind: directory !== undefined ? 'directory' : repository !== undefined ? 'git' : 'elsewhere',
      location: directory ?? repository ?? 'on the server',
      exists: exists || directory === undefined,
    },
    folder: directory === undefined ? null : exists ? await readFolder(directory, slug) : undefined,
    row,
    syncs: await waybill.catalog.syncs(),
    workspaces: row.kind === 'app' ? (await waybill.workspaces.list({ appSlug: slug })).items : [],
  }
}

async function readRow(waybill: Waybill, slug: string): Promise<RowFacts> {
  try {
    const app = await waybill.catalog.get(slug)
    const [revision] = await waybill.catalog.revisions(slug)
    return { kind: 'app', app, revisionHash: app.source.contentHash ?? undefined, revision }
  } catch (error) {
    if (!isWaybillError(error)) throw error
    const { suggestions, movedTo } = error.details
    if (error.code === 'APP_NOT_FOUND')
      return { kind: 'absent', suggestions: Array.isArray(suggestions) ? suggestions.map(String) : [] }
    if (error.code === 'APP_MOVED') return { kind: 'moved', to: String(movedTo) }
    if (error.code === 'APP_REMOVED') return { kind: 'removed' }
    throw error
  }
}

async function readFolder(directory: string, slug: string): Promise<FolderFacts | undefined> {
  const names = readdirSync(directory, { withFileTypes: true })
    .filter(entry => (entry.isDirectory() || entry.isSymbolicLink()) && slugify(entry.name) === slug)
    .map(({ name }) => name)
    .sort()
  const name = names.find(one => one === slug) ?? names[0]
  if (name === undefined) return undefined
  const { apps, diagnostics } = await scan(directory, { folders: new Set(names) })
  const app = apps.find(({ folder }) => folder === name)
  return {
    name,
    namesakes: names.filter(other => other !== name),
    hasManifest: app !== undefined,
    diagnostics: app?.diagnostics ?? diagnostics.filter(({ file }) => file.startsWith(`${name}/`)),
    contentHash: app?.manifest && contentHash(app.manifest),
    ...gitFacts(directory, name),
  }
}

function gitFacts(directory: string, name: string): Pick<FolderFacts, 'commit' | 'dirty'> {
  const path = join('.', name)
  const log = git(directory, ['log', '-1', '--format=%h%x00%cI%x00%s', '--', path])
  const [id, at, subject] = log?.trim().split('\0') ?? []
  const status = git(directory, ['status', '--porcelain', '--', path])
  return {
    commit: id && at && subject !== undefined ? { id, at, subject } : null,
    dirty: status !== undefined && status.trim() !== '',
  }
}

/** Undefined where there is no Git, or no repository: then there is nothing to tell of it. */
function git(directory: string, args: readonly string[]): string | undefined {
  try {
    return execFileSync('git', ['-C', directory, ...args], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
  } catch {
    return undefined
  }
}
