import type { App, Revision, Workspace } from '@waybill/core'
import { span } from '../text/line.js'
import { statusSpan } from '../text/status-span.js'
import { clean, fitText } from '../text/text-width.js'
import { ageOf } from '../text/time.js'
import { fieldLine, heading, item, section, sentence } from './doc-lines.js'
import { problemLines } from './problem-lines.js'
import type { DocLine } from './screen-view.js'

/** What an app's page shows. */
export interface AppPage {
  readonly app: App
  readonly revisions: readonly Revision[]
  readonly workspaces: readonly Workspace[]
  readonly width: number
  readonly now: number
  /** Texts of the files that findings are about, where they are known. */
  readonly sources: ReadonlyMap<string, string>
}

/** One app: manifest, components, findings, workspaces, history. */
export function appLines({ app, revisions, workspaces, width, now, sources }: AppPage): readonly DocLine[] {
  return [
    heading(clean(app.appName ?? app.slug)),
    ...(app.description === null || app.description === '' ? [] : sentence(app.description, width, 'muted')),
    fieldLine('status', statusSpan(app.status)),
    fieldLine('slug', app.slug, { subject: { kind: 'text', text: app.slug } }),
    fieldLine('owner', app.owner ?? '-'),
    ...(app.tags.length === 0 ? [] : [fieldLine('tags', app.tags.join(' '))]),
    fieldLine('revision', revisionText(app, now)),
    fieldLine('manifest', span(app.source.file, 'accent'), {
      subject: { kind: 'text', text: app.source.file },
    }),
    ...(app.source.commit === null ? [] : [fieldLine('commit', app.source.commit)]),
    ...app.links.map(link =>
      fieldLine('link', [span(`${link.title ?? ''} `), span(link.url, 'accent')], {
        subject: { kind: 'text', text: link.url, url: link.url },
      }),
    ),
    ...section('Components', app.components.map(componentLine), 'It has none.'),
    ...problems(app, width, sources),
    ...section(
      'Workspaces',
      workspaces.map(workspace => workspaceLine(workspace, now)),
      'None; `c` creates one.',
    ),
    ...section(
      'Revisions',
      revisions.map(revision => revisionLine(revision, now)),
      'It never was good.',
    ),
  ]
}

function revisionText({ revision, updatedAt }: App, now: number): string {
  return revision === null ? 'none' : `${revision}, changed ${ageOf(updatedAt, now)} ago`
}

function componentLine(component: App['components'][number]): DocLine {
  const { name, type, path, port, dependsOn } = component
  const needs = dependsOn === undefined || dependsOn.length === 0 ? '' : `  needs ${dependsOn.join(', ')}`
  return item([
    span(fitText(clean(name), 18), 'accent'),
    span(` ${fitText(type, 9)}`),
    span(fitText(port === undefined || port === null ? '' : `:${port}`, 7)),
    span(path, 'muted'),
    span(needs, 'muted'),
  ])
}

function problems({ diagnostics }: App, width: number, sources: AppPage['sources']): readonly DocLine[] {
  return section(
    'Problems',
    diagnostics.flatMap(problem => problemLines(problem, { width, sources })),
    'None.',
    diagnostics.length,
  )
}

function workspaceLine(workspace: Workspace, now: number): DocLine {
  return item(
    [
      span(fitText(workspace.name, 24), 'accent'),
      statusSpan(workspace.status),
      span(`  revision ${workspace.revision}  ${ageOf(workspace.createdAt, now)}`, 'muted'),
    ],
    { target: { screen: 'workspace', id: workspace.name }, subject: { kind: 'workspace', workspace } },
  )
}

function revisionLine(
  { number, commit, contentHash, createdAt, catalogVersion }: Revision,
  now: number,
): DocLine {
  return item([
    span(fitText(String(number), 6)),
    span(fitText(ageOf(createdAt, now), 6), 'muted'),
    span(
      `catalog ${catalogVersion}  ${commit === null ? `sha256 ${contentHash.slice(0, 12)}` : commit.slice(0, 12)}`,
      'muted',
    ),
  ])
}
