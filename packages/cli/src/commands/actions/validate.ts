import { existsSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { type Diagnostic, formatConcise, formatHuman, formatSummary, scan, WaybillError } from '@waybill/core'
import { type Terminal, terminal } from '../../output/terminal.js'
import { openProject } from '../../wiring/project.js'
import type { GlobalArguments } from '../command.js'

interface ValidateArguments extends GlobalArguments {
  readonly paths: readonly string[]
  readonly format: 'human' | 'concise' | 'json'
}

/** An apps directory, or one app folder of it. */
interface Target {
  readonly directory: string
  readonly folder?: string
}

interface Checked {
  readonly directory: string
  readonly apps: number
  readonly diagnostics: readonly Diagnostic[]
}

/** Checks apps without a database. Exit code 1 when there is an error among the findings. */
export async function validate(args: ValidateArguments): Promise<number> {
  const out = terminal()
  const targets = args.paths.length > 0 ? args.paths.map(targetOf) : [defaultTarget(args)]
  const checked: Checked[] = []
  for (const target of targets) checked.push(await check(target))
  if (args.format === 'json') out.data(JSON.stringify(checked.flatMap(withSource), null, 2))
  else for (const one of checked) printFindings(out, one, args.format)
  summarize(out, checked)
  return checked.some(one => one.diagnostics.some(diagnostic => diagnostic.severity === 'error')) ? 1 : 0
}

function defaultTarget(args: GlobalArguments): Target {
  const { apps } = openProject(args)
  if (apps.path !== undefined) return { directory: apps.path }
  throw new WaybillError('SOURCE_UNAVAILABLE', 'There is no apps directory here.', {
    hint: 'Name app folders or an apps directory: waybill validate path/to/apps',
  })
}

/** A manifest, the folder of one, or a folder of such folders. */
function targetOf(path: string): Target {
  const absolute = resolve(path)
  if (!existsSync(absolute)) {
    throw new WaybillError('SOURCE_UNAVAILABLE', `There is nothing at ${path}.`, {
      hint: 'Name an app folder or an apps directory.',
    })
  }
  const folder = statSync(absolute).isFile() ? dirname(absolute) : absolute
  if (existsSync(join(folder, 'app-manifest.json')))
    return { directory: dirname(folder), folder: basename(folder) }
  return { directory: folder }
}

async function check({ directory, folder }: Target): Promise<Checked> {
  const { apps, diagnostics } = await scan(directory)
  if (folder === undefined) return { directory, apps: apps.length, diagnostics }
  const [app] = apps.filter(one => one.folder === folder)
  return { directory, apps: app ? 1 : 0, diagnostics: app?.diagnostics ?? [] }
}

function withSource({ directory, diagnostics }: Checked): (Diagnostic & { source: string })[] {
  return diagnostics.map(diagnostic => ({ ...diagnostic, source: directory }))
}

/** Files are named as seen from the working directory, so that an editor finds them. */
function printFindings(
  out: Terminal,
  { directory, diagnostics }: Checked,
  format: 'human' | 'concise',
): void {
  if (diagnostics.length === 0) return
  const seenFromHere = relative(process.cwd(), directory)
  const prefix = seenFromHere.startsWith('..') ? directory : seenFromHere
  const placed = diagnostics.map(diagnostic => ({
    ...diagnostic,
    file: join(prefix, diagnostic.file),
    related: diagnostic.related.map(place => ({ ...place, file: join(prefix, place.file) })),
  }))
  const { red, yellow, blue, dim, bold } = out.dataColors
  const report =
    format === 'concise'
      ? formatConcise(placed)
      : formatHuman(placed, {
          textOf: readText,
          width: out.columns,
          paint: { error: red, warning: yellow, info: blue, frame: dim, message: bold },
        })
  out.data(report)
}

function readText(file: string): string | undefined {
  return existsSync(file) && statSync(file).isFile() ? readFileSync(file, 'utf8') : undefined
}

function summarize(out: Terminal, checked: readonly Checked[]): void {
  const apps = checked.reduce((sum, one) => sum + one.apps, 0)
  out.say(`${apps} apps: ${formatSummary(checked.flatMap(one => one.diagnostics))}`)
  if (apps === 0) out.say('No app-manifest.json was found one level below the directory.')
}
