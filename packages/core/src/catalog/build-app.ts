import type { Manifest } from '../manifest/manifest.js'
import type { App } from './app.js'
import type { SyncReport } from './sync.js'
import type { AppWrite } from './sync-plan.js'

type Shown = Pick<App, 'appName' | 'description' | 'components' | 'owner' | 'tags' | 'links' | 'annotations'>

function showManifest(manifest: Manifest): Shown {
  return {
    appName: manifest.appName,
    description: manifest.description ?? null,
    components: manifest.components,
    owner: manifest.owner ?? null,
    tags: manifest.tags ?? [],
    links: manifest.links ?? [],
    annotations: manifest.annotations ?? {},
  }
}

const nothingShown: Shown = {
  appName: null,
  description: null,
  components: [],
  owner: null,
  tags: [],
  links: [],
  annotations: {},
}

/** What an app was before a write, and the number its newest revision has after it. */
export interface AppBefore {
  readonly previous: App | undefined
  readonly revision: number | null
}

/** The app as it is shown once a sync has written it. Not for `touched` ones: those stay as they are. */
export function buildApp(write: AppWrite, { previous, revision }: AppBefore, report: SyncReport): App {
  const at = report.endedAt ?? report.startedAt
  const manifest = write.newManifest
  return {
    ...(manifest === undefined ? (previous ?? nothingShown) : showManifest(manifest)),
    id: write.id,
    slug: write.slug,
    status: write.status,
    revision,
    source: {
      file: write.file,
      commit: manifest === undefined ? (previous?.source.commit ?? null) : report.source.commit,
      contentHash: write.contentHash,
      syncId: report.id,
    },
    diagnostics: [...(write.diagnostics ?? previous?.diagnostics ?? [])],
    createdAt: previous?.createdAt ?? at,
    updatedAt: at,
    removedAt: write.status === 'removed' ? at : null,
  }
}
