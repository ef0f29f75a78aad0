import { execFileSync } from 'node:child_process'
import { relative } from 'node:path'
import { type CatalogDiff, diffSources, gitSource } from '@waybill/core'
import { terminal } from '../../output/terminal.js'
import { UsageError } from '../../usage-error.js'
import { openProject, type Project } from '../../wiring/project.js'
import type { GlobalArguments } from '../command.js'
import type { diffFormats } from '../diff.js'
import { hasFailed, touchedPlanText } from './plan-touched.js'
import { findTouched, type Touched } from './touched-workspaces.js'

interface DiffArguments extends GlobalArguments {
  readonly range: string
  readonly output: (typeof diffFormats)[number]
  readonly plan: boolean
}

/**
 * Compares the catalogs of two refs and names the live workspaces of what changes, with plans on demand. 1 when apps
 * break or a plan fails.
 */
export async function diff(args: DiffArguments): Promise<number> {
  const [from = '', to = '', ...rest] = args.range.split('..')
  if (from === '' || to === '' || rest.length > 0)
    throw new UsageError(`Name two refs as <from>..<to>, such as main..HEAD, not ${args.range}.`)
  const place = findPlace(openProject(args))
  const source = (ref: string) => gitSource({ ...place, ref, env: process.env })
  const { manifests, ...found } = await diffSources(source(from), source(to))
  const touched = await findTouched(args, { ...found, manifests })
  const out = terminal()
  if (args.output === 'json') out.data(JSON.stringify({ ...found, ...touched }, null, 2))
  else out.data(args.output === 'markdown' ? markdown(found, touched, args.range) : table(found, touched))
  const isPlanFailed = touched.workspaces?.some(({ plan }) => hasFailed(plan)) ?? args.plan
  return found.counts.broken > 0 || isPlanFailed ? 1 : 0
}

/** The configured repository; else the one that the apps directory is in. */
function findPlace({ loaded, apps, dataDir }: Project) {
  const { WAYBILL_SOURCE, WAYBILL_SOURCE_FOLDER } = loaded.values
  const cacheDir = `${dataDir}/sources`
  if (WAYBILL_SOURCE !== undefined)
    return { repository: WAYBILL_SOURCE, folder: WAYBILL_SOURCE_FOLDER, cacheDir }
  const directory = apps.path ?? process.cwd()
  try {
    const [repository = '', real = ''] = ['--show-toplevel', '--show-prefix'].map(option =>
      execFileSync('git', ['-C', directory, 'rev-parse', option], { stdio: ['ignore', 'pipe', 'ignore'] })
        .toString()
        .trim(),
    )
    return { repository, folder: real, cacheDir }
  } catch {
    throw new UsageError(
      `${relative(process.cwd(), directory) || 'This directory'} is in no Git repository; set WAYBILL_SOURCE.`,
    )
  }
}

type Shown = Omit<CatalogDiff, 'manifests'>

function table({ changes, diagnostics, counts }: Shown, touched: Touched): string {
  if (changes.length === 0) return `No change: ${counts.found} apps.`
  const lines = changes.map(
    ({ kind, slug, from }) => `${kind.padEnd(10)}${slug}${from === undefined ? '' : ` (was ${from})`}`,
  )
  const findings = diagnostics.map(
    ({ code, severity, file, message }) => `${file}: ${severity} ${code}: ${message}`,
  )
  const workspaces = touched.workspaces?.map(
    ({ name, appSlug, status, change, plan }) =>
      `workspace ${name} of ${appSlug} (${change}) is ${status}${plan ? `; ${touchedPlanText(plan)}` : ''}`,
  )
  return [...lines, ...findings, ...(workspaces ?? [unknownText(touched)])].join('\n')
}

function unknownText(touched: Touched): string {
  return `Which workspaces it touches is unknown: ${touched.workspaces === null ? touched.unknown : ''}`
}

function heads(hasPlans: boolean): readonly string[] {
  return hasPlans
    ? ['| live workspace | app | change | status | plan |', '| --- | --- | --- | --- | --- |']
    : ['| live workspace | app | change | status |', '| --- | --- | --- | --- |']
}

/** One line, with nothing in it that ends a cell. */
function cell(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll('|', '\\|')
}

function markdown({ changes, diagnostics }: Shown, touched: Touched, range: string): string {
  const code = (text: string) => `\`${text.replaceAll('`', "'").replaceAll('|', '\\|')}\``
  const rows = changes.map(
    ({ kind, slug, from }) =>
      `| ${kind} | ${code(slug)}${from === undefined ? '' : ` (was ${code(from)})`} |`,
  )
  const findings = diagnostics.map(
    ({ code: number, severity, file, message }) => `- ${severity} ${number} in ${code(file)}: ${message}`,
  )
  const body = changes.length === 0 ? ['Nothing changes.'] : ['| change | app |', '| --- | --- |', ...rows]
  const workspaces = touched.workspaces?.map(
    ({ name, appSlug, status, change, plan }) =>
      `| ${code(name)} | ${code(appSlug)} | ${change} | ${status} |${plan ? ` ${cell(touchedPlanText(plan))} |` : ''}`,
  ) ?? [unknownText(touched)]
  const live =
    touched.workspaces === null || workspaces.length === 0
      ? workspaces
      : [...heads(touched.workspaces.some(({ plan }) => plan !== undefined)), ...workspaces]
  const parts = [[`### Catalog, ${code(range)}`], body, findings, live]
  return parts
    .filter(part => part.length > 0)
    .map(part => part.join('\n'))
    .join('\n\n')
}
