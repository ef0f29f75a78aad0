import type { App, AppId, Event, Run, RunId, SyncId, Template, Workspace, WorkspaceId } from '@waybill/core'
import { type AppRow, buildAppRow } from '../../src/data/app-row.js'
import { now } from './make-state.js'

const at = new Date(now - 60_000).toISOString()

export function makeApp(slug: string, more: Partial<App> = {}): App {
  return {
    id: `app-${slug}` as AppId,
    slug,
    appName: slug.toUpperCase(),
    description: null,
    components: [{ name: 'web', type: 'frontend', path: '.', port: 3000 }],
    status: 'active',
    owner: null,
    tags: [],
    links: [],
    annotations: {},
    revision: 1,
    source: { file: `${slug}/app-manifest.json`, commit: null, contentHash: null, syncId: 'sync' as SyncId },
    diagnostics: [],
    createdAt: at,
    updatedAt: at,
    removedAt: null,
    ...more,
  }
}

export function makeAppRow(slug: string, more: Partial<App> = {}): AppRow {
  return buildAppRow(makeApp(slug, more))
}

export function makeRun(id: string, more: Partial<Run> = {}): Run {
  return {
    id: id as RunId,
    workspaceId: 'ws-demo' as WorkspaceId,
    kind: 'provision',
    status: 'applied',
    engine: 'terraform',
    workerTag: null,
    template: { name: 'local', version: 'abc' },
    revision: 1,
    parameters: {},
    approve: 'destructive',
    background: false,
    attempt: 1,
    worker: null,
    leaseExpiresAt: null,
    cancelRequestedAt: null,
    forceRequestedAt: null,
    plan: null,
    approval: null,
    uncertain: [],
    error: null,
    logSize: 0,
    createdBy: null,
    requestId: null,
    manifest: null,
    createdAt: at,
    startedAt: at,
    endedAt: at,
    updatedAt: at,
    simulated: false,
    actions: [],
    waiting: null,
    ...more,
  }
}

export function makeWorkspace(name: string, more: Partial<Workspace> = {}): Workspace {
  return {
    id: `ws-${name}` as WorkspaceId,
    name,
    key: 'k3f9',
    appId: 'app-shop' as AppId,
    appSlug: 'shop',
    revision: 1,
    status: 'ready',
    template: { name: 'local', version: 'abc' },
    engine: 'terraform',
    parameters: {},
    endpoints: { web: 'http://localhost:3000' },
    outputs: {},
    owner: null,
    createdBy: null,
    error: null,
    drifted: false,
    approve: null,
    expiresAt: null,
    expiryNoticedAt: null,
    createdAt: at,
    updatedAt: at,
    destroyedAt: null,
    currentRun: makeRun('run-1'),
    activeRun: null,
    simulated: false,
    outdated: { app: false, template: false },
    actions: ['update', 'plan', 'refresh', 'extend', 'destroy', 'orphan'],
    waiting: null,
    ...more,
  } as Workspace
}

export function makeTemplate(name: string, parameters: Record<string, unknown> = {}): Template {
  return {
    name,
    version: 'abc',
    settings: {
      title: name,
      description: '',
      engine: 'terraform',
      parameters: { type: 'object', additionalProperties: false, properties: {}, ...parameters },
      env: [],
      approve: 'destructive',
      takeover: 'ask',
    },
    builtIn: false,
    default: true,
    error: null,
    checkedAt: null,
  }
}

export function makeEvent(number: number, more: Partial<Event> = {}): Event {
  return {
    number,
    type: 'app.changed',
    at,
    subject: { kind: 'app', id: 'app-shop', name: 'shop' },
    actor: null,
    data: {},
    ...more,
  }
}
