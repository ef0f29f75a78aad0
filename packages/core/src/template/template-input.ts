import type { Revision } from '../catalog/app.js'
import type { Component } from '../manifest/manifest.js'
import type { WorkspaceRecord } from '../workspace/workspace.js'

/** Where an app was read, as templates see it. */
export interface TemplateSource {
  /** Of a Git repository; null for a directory. */
  readonly url: string | null
  /** Whether files differ from the commit. */
  readonly dirty: boolean
  /** The app's folder, only on the source's own host. */
  readonly dir: string | null
}

/** What a template's input is made of. */
export interface TemplateInputParts {
  readonly workspace: WorkspaceRecord
  /** The revision that is to be made real. */
  readonly revision: Revision
  readonly source: TemplateSource
  readonly parameters: Readonly<Record<string, unknown>>
}

/**
 * The variables of a run: the parameters, and `waybill`. Names are in snake case and every key is always there,
 * null where there is nothing, so that a module may use it without asking.
 */
export function buildTemplateInput(parts: TemplateInputParts): Readonly<Record<string, unknown>> {
  const { workspace, revision, source, parameters } = parts
  const { manifest } = revision
  return {
    ...parameters,
    waybill: {
      workspace: {
        id: workspace.id,
        key: workspace.key,
        name: workspace.name,
        owner: workspace.owner,
        created_by: workspace.createdBy,
        expires_at: workspace.expiresAt,
      },
      app: {
        slug: workspace.appSlug,
        name: manifest.appName,
        description: manifest.description ?? null,
        owner: manifest.owner ?? null,
        tags: manifest.tags ?? [],
        annotations: manifest.annotations ?? {},
        revision: revision.number,
      },
      source: { url: source.url, commit: revision.commit, dirty: source.dirty, dir: source.dir },
      components: Object.fromEntries(manifest.components.map(entry => [entry.name, buildComponent(entry)])),
    },
  }
}

function buildComponent(component: Component): Readonly<Record<string, unknown>> {
  return {
    type: component.type,
    path: component.path,
    port: component.port ?? null,
    depends_on: component.dependsOn ?? [],
    description: component.description ?? null,
    annotations: component.annotations ?? {},
  }
}
