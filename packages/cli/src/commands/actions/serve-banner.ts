import type { Health, SyncReport } from '@waybill/core'
import type { AuthenticationChoice } from '../../config/choose-authentication.js'
import { describeSealing } from '../../wiring/encryption-keys.js'
import type { OpenedWaybill } from '../../wiring/open-waybill.js'
import type { Project } from '../../wiring/project.js'

/** What the start tells. */
export interface BannerOptions {
  readonly url: string
  readonly project: Project
  readonly opened: OpenedWaybill
  readonly authentication: AuthenticationChoice
  readonly report: SyncReport | undefined
  readonly health: Health
  /** Whether a person reads it, who may want to try something. */
  readonly interactive: boolean
  /** What the example of a request creates; absent while there is no app. */
  readonly example: { readonly appSlug: string; readonly template?: string } | undefined
}

/** The lines a person reads after `waybill serve`: where it is, what it has, what to try. Pure. */
export function banner(options: BannerOptions): string {
  const { url, project, opened, health } = options
  const lines: readonly (readonly [string, string])[] = [
    ['API', `${url}/api/v1`],
    ['Docs', `${url}/docs (Swagger UI), ${url}/redoc (ReDoc)`],
    ['Apps', apps(options)],
    [
      'Database',
      `${health.database.kind === 'postgresql' ? `PostgreSQL ${health.database.version ?? ''}`.trim() : 'memory'}, ${database(project)}`,
    ],
    ['Secrets', describeSealing(project)],
    ['Engine', engine(health)],
    ['Access', access(options.authentication)],
    ...(opened.demoTemplate === undefined
      ? []
      : [['Template', `${opened.demoTemplate.name}, because ${opened.demoTemplate.why}`] as const]),
    ...(opened.executes ? [] : [['Worker', 'none in this process (--no-worker)'] as const]),
  ]
  const width = Math.max(...lines.map(([name]) => name.length)) + 2
  return [
    '',
    ...lines.map(([name, text]) => `  ${name.padEnd(width)}${text}`),
    '',
    ...(options.interactive ? ['  Try next:', ...next(options), ''] : []),
  ].join('\n')
}

function apps({ project, report, health }: BannerOptions): string {
  const isGit = project.loaded.values.WAYBILL_SOURCE !== undefined
  const directory = isGit ? health.source.location : (project.apps.path ?? 'none')
  if (!isGit && project.apps.path === undefined) return `${directory}: ${project.apps.why}`
  if (report === undefined)
    return `${directory} not synced at this start; catalog version ${health.catalogVersion ?? 0}`
  const { counts } = report
  return `${counts.active} ok, ${counts.invalid + counts.neverValid} broken, from ${directory} (${isGit ? commit(health) : project.apps.why})`
}

function commit({ source }: Health): string {
  return `Git, ${source.commit?.slice(0, 12) ?? 'not read yet'}`
}

function database(project: Project): string {
  return project.database.kind === 'embedded'
    ? `embedded in ${project.dataDir}, because ${project.database.why}`
    : `because ${project.database.why}`
}

function engine(health: Health): string {
  const found = health.engines.filter(one => one.available && one.name !== 'simulated')
  if (found.length > 0) return found.map(one => `${one.name} ${one.version ?? ''} (${one.detail})`).join(', ')
  const missing = health.engines.find(one => one.name !== 'simulated')
  return `simulated only, nothing real is made${missing ? `: ${missing.detail}` : ''}`
}

function access({ mode, why }: AuthenticationChoice): string {
  if (mode === 'none') return `everybody who reaches this address, because ${why}`
  return `${mode === 'oidc' ? 'tokens of the identity provider and of Waybill' : 'tokens'}, because ${why}`
}

function next({ url: address, example, authentication }: BannerOptions): string[] {
  const body = JSON.stringify(example ?? { appSlug: 'shop' })
  const isSocket = address.startsWith('unix:')
  const curl = [
    'curl',
    ...(isSocket ? [`--unix-socket ${address.slice('unix:'.length)}`] : []),
    ...(authentication.mode === 'none' ? [] : ['-H "authorization: Bearer $WAYBILL_TOKEN"']),
  ].join(' ')
  const url = isSocket ? 'http://localhost' : address
  return [
    `    ${curl} ${url}/api/v1/catalog`,
    `    ${curl} -X POST ${url}/api/v1/workspaces -H 'content-type: application/json' -d '${body}'`,
    `    ${curl} ${url}/api/v1/workspaces`,
  ]
}
