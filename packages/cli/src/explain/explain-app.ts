import type { Revision } from '@waybill/core'
import type { AppFacts, FolderFacts } from './app-facts.js'

/** One link of the chain. */
export interface Step {
  readonly at: 'source' | 'folder' | 'manifest' | 'sync' | 'catalog' | 'workspaces'
  readonly state: 'ok' | 'look' | 'bad'
  readonly text: string
  /** What mends it. */
  readonly help?: string
}

/** Why an app is as it is: a chain from its folder to its workspaces, and the sentence that it comes to. */
export interface Explanation {
  readonly verdict: string
  readonly steps: readonly Step[]
}

/** Explains an app from facts; pure. */
export function explainApp(facts: AppFacts): Explanation {
  const steps = [
    sourceStep(facts),
    ...folderSteps(facts),
    syncStep(facts),
    catalogStep(facts),
    ...workspaceSteps(facts),
  ]
  return { verdict: verdictOf(facts, steps), steps }
}

function sourceStep({ source }: AppFacts): Step {
  if (source.exists) return { at: 'source', state: 'ok', text: source.location }
  const help = 'Set APPS_DIR to the directory that holds one folder per app.'
  return { at: 'source', state: 'bad', text: `${source.location} is not there.`, help }
}

function folderSteps({ folder, slug, source }: AppFacts): readonly Step[] {
  if (folder === null && source.kind === 'git') {
    const help = '`waybill sync --dry-run` says whether it differs from the catalog.'
    return [{ at: 'folder', state: 'ok', text: 'It is in the repository, and is not looked at here.', help }]
  }
  if (folder === null)
    return [{ at: 'folder', state: 'look', text: 'It is on another host, and cannot be looked at here.' }]
  if (!source.exists) return []
  if (folder === undefined) {
    const help = 'A folder with this name (small letters, - for all else) makes it an app.'
    return [{ at: 'folder', state: 'bad', text: `No folder has the slug "${slug}".`, help }]
  }
  return [folderStep(folder), manifestStep(folder)]
}

function folderStep({ name, namesakes, commit, dirty }: FolderFacts): Step {
  const git = commit === null ? '' : `, last changed by ${commit.id} (${commit.at}: ${commit.subject})`
  const text = `${name}${git}${dirty ? ', with changes that are not committed' : ''}`
  if (namesakes.length === 0) return { at: 'folder', state: 'ok', text }
  const help = 'Of folders with one slug only one is served; rename the others.'
  return { at: 'folder', state: 'bad', text: `${text}; so has ${namesakes.join(', ')}`, help }
}

function manifestStep({ name, hasManifest, diagnostics }: FolderFacts): Step {
  if (!hasManifest) {
    const help = `\`waybill init ${name}\` writes one.`
    return { at: 'manifest', state: 'bad', text: 'There is no app-manifest.json, so it is no app.', help }
  }
  const errors = diagnostics.filter(({ severity }) => severity === 'error')
  const [first] = errors
  if (first) {
    const place = first.range ? `line ${first.range.start.line}: ` : ''
    const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : ''
    const text = `${first.code} ${place}${first.message}${more}`
    return {
      at: 'manifest',
      state: 'bad',
      text,
      help: `\`waybill explain ${first.code}\`, \`waybill validate\``,
    }
  }
  if (diagnostics.length === 0) return { at: 'manifest', state: 'ok', text: 'Nothing is wrong with it.' }
  return { at: 'manifest', state: 'look', text: `Good, with ${diagnostics.length} warnings or notes.` }
}

function syncStep({ syncs }: AppFacts): Step {
  const [last] = syncs.filter(({ dryRun }) => !dryRun)
  const help = '`waybill sync` reads the apps directory.'
  if (!last) return { at: 'sync', state: 'bad', text: 'There was no sync yet.', help }
  const at = `The last one, at ${last.startedAt}`
  if (last.status === 'completed')
    return { at: 'sync', state: 'ok', text: `${at}, made catalog version ${last.catalogVersion}.` }
  if (last.status === 'running') return { at: 'sync', state: 'look', text: `${at}, is running.` }
  const why = last.error ? `: ${last.error.message}` : '.'
  return { at: 'sync', state: 'bad', text: `${at}, was ${last.status}${why}`, help }
}

function catalogStep({ row, slug }: AppFacts): Step {
  switch (row.kind) {
    case 'absent': {
      const meant = row.suggestions.length > 0 ? ` Near: ${row.suggestions.join(', ')}.` : ''
      return { at: 'catalog', state: 'bad', text: `No app has the slug "${slug}".${meant}` }
    }
    case 'moved':
      return {
        at: 'catalog',
        state: 'look',
        text: `It is called "${row.to}" now.`,
        help: `\`waybill explain app ${row.to}\``,
      }
    case 'removed':
      return {
        at: 'catalog',
        state: 'bad',
        text: 'It was removed, because its folder is gone. It comes back with it.',
      }
    case 'app': {
      const { app, revision } = row
      const number = app.revision === null ? 'without a revision' : `revision ${app.revision}`
      const text = `${app.status}, ${number} of ${app.updatedAt}${revision === undefined ? '' : originText(revision)}`
      return { at: 'catalog', state: app.status === 'active' ? 'ok' : 'bad', text }
    }
  }
}

/** Where the revision came from; nothing where that is only the folder. */
function originText({ commit, repository, path }: Revision): string {
  if (repository === null) return ''
  return `, read from ${path ?? 'its folder'} of ${repository}${commit === null ? '' : ` at ${commit.slice(0, 12)}`}`
}

function workspaceSteps({ workspaces }: AppFacts): readonly Step[] {
  if (workspaces.length === 0) return []
  const outdated = workspaces.filter(({ outdated: parts }) => isOutdated(parts))
  if (outdated.length === 0)
    return [{ at: 'workspaces', state: 'ok', text: `${workspaces.length}, none outdated.` }]
  const names = outdated.map(({ name }) => name).join(', ')
  const help = `\`waybill workspace update ${outdated[0]?.name}\``
  return [
    {
      at: 'workspaces',
      state: 'look',
      text: `${outdated.length} of ${workspaces.length} outdated: ${names}.`,
      help,
    },
  ]
}

/** A flag, or which parts are older. */
function isOutdated(parts: unknown): boolean {
  if (Array.isArray(parts)) return parts.length > 0
  return typeof parts === 'object' && parts !== null ? Object.values(parts).some(Boolean) : Boolean(parts)
}

function verdictOf({ slug, row, folder, source }: AppFacts, steps: readonly Step[]): string {
  const cause = steps.find(({ at, state }) => state === 'bad' && at !== 'catalog')
  const because = cause ? `because of its ${cause.at}` : 'until the next sync'
  if (row.kind === 'moved') return `"${slug}" was renamed to "${row.to}".`
  if (row.kind === 'removed') return `"${slug}" is removed: its folder was gone at the last sync.`
  if (row.kind === 'absent') return `"${slug}" is missing ${because}.`
  const { app, revisionHash } = row
  if (app.status === 'removed') return `"${slug}" is removed: its folder was gone at the last sync.`
  if (app.status === 'broken')
    return `"${slug}" is broken: its manifest never was good, so there is nothing to serve.`
  if (app.status === 'invalid')
    return `"${slug}" is invalid: its manifest broke, and revision ${app.revision}, the last good one, is served.`
  if (source.exists && folder === undefined)
    return `"${slug}" is stale: its folder is gone, which the next sync will see.`
  if (folder?.diagnostics.some(({ severity }) => severity === 'error'))
    return `"${slug}" is stale: its manifest has broken since the last sync.`
  if (folder?.contentHash !== undefined && revisionHash !== undefined && folder.contentHash !== revisionHash)
    return `"${slug}" is stale: its manifest has changed since the last sync.`
  if (steps.some(({ at, state }) => at === 'workspaces' && state !== 'ok'))
    return `"${slug}" is up to date, but some of its workspaces are not.`
  return folder === null ? `"${slug}" is as the last sync has read it.` : `"${slug}" is as its folder says.`
}
