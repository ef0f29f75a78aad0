import { existsSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { basename, join, relative, resolve } from 'node:path'
import { checkFolder, formatConcise, hasErrors, type Manifest, WaybillError } from '@waybill/core'
import { readFolderTexts } from '../../init/folder-texts.js'
import { type InferredManifest, inferManifest } from '../../init/infer-manifest.js'
import { type Terminal, terminal } from '../../output/terminal.js'
import { UsageError } from '../../usage-error.js'
import type { InitArguments } from '../init.js'

/**
 * Writes a manifest for a folder. In a terminal it asks; in a script it takes flags and `--yes`. A manifest that is
 * there is replaced only with `--force`. Exit code 1 when what was written still has an error.
 */
export async function init(args: InitArguments): Promise<number> {
  const out = terminal()
  const directory = resolve(args.folder)
  if (!statSync(directory, { throwIfNoEntry: false })?.isDirectory())
    throw new WaybillError('SOURCE_UNAVAILABLE', `There is no folder ${args.folder}.`)
  const file = join(directory, 'app-manifest.json')
  const shown = relative(process.cwd(), file)
  if (existsSync(file) && !args.force && !args.dryRun)
    throw new UsageError(
      `There is a manifest already: ${shown}. --force replaces it, --dry-run only shows one.`,
    )
  const inferred = withFlags(inferManifest(readFolderTexts(directory, basename(directory))), args)
  const manifest = await decide(inferred, { args, out, shown })
  if (manifest === undefined) return 130
  const text = `${JSON.stringify(manifest, undefined, 2)}\n`
  if (args.dryRun) {
    out.data(text)
    return 0
  }
  write(file, text, args.force)
  out.say(`Wrote ${shown}.`)
  const { diagnostics } = checkFolder(directory)
  if (diagnostics.length > 0) out.say(formatConcise(diagnostics).trimEnd())
  return hasErrors(diagnostics) ? 1 : 0
}

function withFlags(inferred: InferredManifest, args: InitArguments): InferredManifest {
  const given = Object.entries({
    appName: args.name,
    description: args.description,
    owner: args.owner,
  }).filter((entry): entry is [string, string] => entry[1] !== undefined)
  const names = new Set(given.map(([name]) => name))
  return {
    ...inferred,
    manifest: { ...inferred.manifest, ...Object.fromEntries(given) },
    origins: [
      ...given.map(([what, value]) => ({ what, value, from: 'the command line' })),
      ...inferred.origins.filter(({ what }) => !names.has(what)),
    ],
  }
}

/** What is to be written: asked, or taken as found. */
async function decide(
  inferred: InferredManifest,
  { args, out, shown }: { readonly args: InitArguments; readonly out: Terminal; readonly shown: string },
): Promise<Manifest | undefined> {
  const isAsked = !args.yes && !args.dryRun
  if (isAsked && process.stdin.isTTY && process.stdout.isTTY) {
    const { askManifest } = await import('../../init/ask-manifest.js')
    return askManifest(inferred, shown)
  }
  if (isAsked)
    throw new UsageError('There is no terminal to ask in: --yes takes what was found, --dry-run shows it.')
  const width = Math.max(0, ...inferred.origins.map(({ what, value }) => what.length + value.length + 2))
  for (const { what, value, from } of inferred.origins)
    out.say(`${`${what}: ${value}`.padEnd(width)}  ${out.sayColors.dim(from)}`)
  for (const text of inferred.notes) out.say(out.sayColors.yellow(text))
  return inferred.manifest
}

/** Whole or not at all; without `force` never over a file that came meanwhile. */
function write(file: string, text: string, force: boolean): void {
  if (!force) {
    writeFileSync(file, text, { flag: 'wx' })
    return
  }
  const temporary = `${file}.waybill-${process.pid}`
  writeFileSync(temporary, text)
  renameSync(temporary, file)
}
