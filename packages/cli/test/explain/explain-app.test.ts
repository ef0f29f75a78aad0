import { type App, appSchema, type SyncReport, syncReportSchema } from '@waybill/core'
import { expect } from 'chai'
import { describe, it } from 'mocha'
import type { AppFacts, FolderFacts } from '../../src/explain/app-facts.js'
import { explainApp } from '../../src/explain/explain-app.js'

const at = '2026-01-02T03:04:05.000Z'
const id = '01930000-0000-7000-8000-000000000000'

function makeApp(more: Partial<App> = {}): App {
  return appSchema.parse({
    id,
    slug: 'shop',
    appName: 'Shop',
    description: null,
    components: [],
    status: 'active',
    owner: null,
    tags: [],
    links: [],
    annotations: {},
    revision: 3,
    diagnostics: [],
    createdAt: at,
    updatedAt: at,
    removedAt: null,
    source: { file: 'shop/app-manifest.json', commit: null, contentHash: 'a', syncId: id },
    ...more,
  })
}

function makeSync(more: Partial<SyncReport> = {}): SyncReport {
  const names = [
    'found',
    'unchanged',
    'added',
    'changed',
    'broken',
    'recovered',
    'moved',
    'removed',
    'restored',
    'touched',
    'active',
    'invalid',
    'neverValid',
    'errors',
    'warnings',
  ]
  return syncReportSchema.parse({
    id,
    status: 'completed',
    dryRun: false,
    source: { kind: 'directory', location: '/apps', commit: null },
    startedAt: at,
    endedAt: at,
    durationMs: 1,
    catalogVersion: 7,
    counts: Object.fromEntries(names.map(name => [name, 0])),
    changes: [],
    error: null,
    ...more,
  })
}

const folder: FolderFacts = {
  name: 'shop',
  namesakes: [],
  hasManifest: true,
  diagnostics: [],
  contentHash: 'a',
  commit: null,
  dirty: false,
}
const error = {
  code: 'WB203',
  severity: 'error' as const,
  message: 'Text.',
  file: 'shop/app-manifest.json',
  related: [],
}
const good: AppFacts = {
  slug: 'shop',
  source: { kind: 'directory', location: '/apps', exists: true },
  folder,
  row: { kind: 'app', app: makeApp(), revisionHash: 'a' },
  syncs: [makeSync()],
  workspaces: [],
}

describe('explainApp', () => {
  const cases: readonly {
    name: string
    facts: Partial<AppFacts>
    verdict: RegExp
    bad: readonly string[]
  }[] = [
    { name: 'what is as it should be', facts: {}, verdict: /is as its folder says/, bad: [] },
    {
      name: 'an app in Git, whose folder is not looked at',
      facts: { source: { kind: 'git', location: 'https://git.example/apps', exists: true }, folder: null },
      verdict: /as the last sync has read it/,
      bad: [],
    },
    {
      name: 'a changed manifest',
      facts: { folder: { ...folder, contentHash: 'b' } },
      verdict: /stale: its manifest has changed/,
      bad: [],
    },
    {
      name: 'a manifest that broke since',
      facts: { folder: { ...folder, contentHash: undefined, diagnostics: [error] } },
      verdict: /stale: its manifest has broken/,
      bad: ['manifest'],
    },
    {
      name: 'a manifest that broke before',
      facts: {
        row: { kind: 'app', app: makeApp({ status: 'invalid' }), revisionHash: 'a' },
        folder: { ...folder, diagnostics: [error] },
      },
      verdict: /invalid.*revision 3/,
      bad: ['manifest', 'catalog'],
    },
    {
      name: 'one that never was good',
      facts: {
        row: { kind: 'app', app: makeApp({ status: 'broken', revision: null }), revisionHash: undefined },
      },
      verdict: /never was good/,
      bad: ['catalog'],
    },
    {
      name: 'a folder that is gone',
      facts: { folder: undefined },
      verdict: /stale: its folder is gone/,
      bad: ['folder'],
    },
    {
      name: 'no such app at all',
      facts: { folder: undefined, row: { kind: 'absent', suggestions: ['ship'] } },
      verdict: /missing because of its folder/,
      bad: ['folder', 'catalog'],
    },
    {
      name: 'a folder that nobody has synced',
      facts: { row: { kind: 'absent', suggestions: [] } },
      verdict: /missing until the next sync/,
      bad: ['catalog'],
    },
    {
      name: 'a folder without a manifest',
      facts: { row: { kind: 'absent', suggestions: [] }, folder: { ...folder, hasManifest: false } },
      verdict: /missing because of its manifest/,
      bad: ['manifest', 'catalog'],
    },
    {
      name: 'no apps directory',
      facts: {
        row: { kind: 'absent', suggestions: [] },
        folder: undefined,
        source: { kind: 'directory', location: '/x', exists: false },
      },
      verdict: /because of its source/,
      bad: ['source', 'catalog'],
    },
    {
      name: 'no sync yet',
      facts: { row: { kind: 'absent', suggestions: [] }, syncs: [makeSync({ dryRun: true })] },
      verdict: /because of its sync/,
      bad: ['sync', 'catalog'],
    },
    {
      name: 'a sync that was held',
      facts: { syncs: [makeSync({ status: 'held', catalogVersion: null })] },
      verdict: /as its folder says/,
      bad: ['sync'],
    },
    {
      name: 'a rename',
      facts: { row: { kind: 'moved', to: 'store' } },
      verdict: /renamed to "store"/,
      bad: [],
    },
    { name: 'a removed app', facts: { row: { kind: 'removed' } }, verdict: /is removed/, bad: ['catalog'] },
    { name: 'another host', facts: { folder: null }, verdict: /as the last sync has read it/, bad: [] },
    {
      name: 'a namesake',
      facts: { folder: { ...folder, namesakes: ['Shop'] } },
      verdict: /as its folder says/,
      bad: ['folder'],
    },
  ]
  for (const { name, facts, verdict, bad } of cases)
    it(name, () => {
      const explanation = explainApp({ ...good, ...facts })
      expect(explanation.verdict).to.match(verdict)
      expect(explanation.steps.filter(({ state }) => state === 'bad').map(step => step.at)).to.deep.equal(bad)
    })
})
