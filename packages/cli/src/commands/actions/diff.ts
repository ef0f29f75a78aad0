import { execFileSync } from 'node:child_process'
import { relative } from 'node:path'
import { type CatalogDiff, diffSources, gitSource } from '@waybill/core'
import { terminal } from '../../output/terminal.js'
import { UsageError } from '../../usage-error.js'
import { openProject, type Project } from '../../wiring/project.js'
import type { GlobalArguments } from '../command.js'
import type { diffFormats } from '../diff.js'

interface DiffArguments extends GlobalArguments {
  readonly range: string
  readonly output: (typeof diffFormats)[number]
}

/** Compares the catalogs of two refs. 1 when apps break. */
export async function diff(args: DiffArguments): Promise<number> {
  const [from = '', to = '', ...rest] = args.range.split('..')
  if (from === '' || to === '' || rest.length > 0)
    throw new UsageError(`Name two refs as <from>..<to>, such as main..HEAD, not ${args.range}.`)
  const place = findPlace(openProject(args))
  const source = (ref: string) => gitSource({ ...place, ref, env: process.env })
  const found = await diffSources(source(from), source(to))
  const out = terminal()
  if (args.output === 'json') out.data(JSON.stringify(found, null, 2))
  else out.data(args.output === 'markdown' ? markdown(found, args.range) : table(found))
  return found.counts.broken > 0 ? 1 : 0
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

function table({ changes, diagnostics, counts }: CatalogDiff): string {
  if (changes.length === 0) return `No change: ${counts.found} apps.`
  const lines = changes.map(
    ({ kind, slug, from }) => `${kind.padEnd(10)}${slug}${from === undefined ? '' : ` (was ${from})`}`,
  )
  const findings = diagnostics.map(
    ({ code, severity, file, message }) => `${file}: ${severity} ${code}: ${message}`,
  )
  return [...lines, ...findings].join('\n')
}

function markdown({ changes, diagnostics }: CatalogDiff, range: string): string {
  const code = (text: string) => `\`${text.replaceAll('`', "'").replaceAll('|', '\\|')}\``
  const rows = changes.map(
    ({ kind, slug, from }) =>
      `| ${kind} | ${code(slug)}${from === undefined ? '' : ` (was ${code(from)})`} |`,
  )
  const findings = diagnostics.map(
    ({ code: number, severity, file, message }) => `- ${severity} ${number} in ${code(file)}: ${message}`,
  )
  const body = changes.length === 0 ? ['Nothing changes.'] : ['| change | app |', '| --- | --- |', ...rows]
  return [`### Catalog, ${code(range)}`, '', ...body, ...(findings.length > 0 ? ['', ...findings] : [])].join(
    '\n',
  )
}
