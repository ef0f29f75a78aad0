import { type ExtraRule, formatSummary, WaybillError } from '@waybill/core/manifest'
import { type Terminal, terminal } from '../../output/terminal.js'
import { standardInput } from '../../standard-input.js'
import { changedFolders } from '../../validate/changed-folders.js'
import {
  type CheckedTarget,
  checkTarget,
  type ManifestChange,
  planFixes,
} from '../../validate/check-target.js'
import { exitCode } from '../../validate/exit-code.js'
import type { FixKind } from '../../validate/fix-manifest.js'
import { type FormatSpec, parseFormatSpecs } from '../../validate/format-spec.js'
import { loadRules } from '../../validate/load-rules.js'
import { paintDiff, renderDiff } from '../../validate/render-diff.js'
import { type Report, renameFiles, seenFrom } from '../../validate/report.js'
import { findTargets, type Target } from '../../validate/target.js'
import { writeManifest } from '../../validate/write-manifest.js'
import { writeReports } from '../../validate/write-reports.js'
import type { GlobalArguments } from '../command.js'
import type { ValidateArguments } from '../validate.js'
import { validateStdin } from './validate-stdin.js'

type Arguments = GlobalArguments & ValidateArguments

/** Checks apps without a database. Exit code 1 when something is as grave as `--fail-on` says. */
export async function validate(args: Arguments): Promise<number> {
  const out = terminal()
  const specs = parseFormatSpecs(args.format)
  const extraRules = await loadRules(args.rules, process.cwd())
  if (args.paths.includes(standardInput)) return validateStdin(args, { out, specs, extraRules })
  const targets = await chooseTargets(args)
  let checked = await checkAll(targets, extraRules)
  refuseNothing(args, checked)
  const which: FixKind = args.fixUnsafe ? 'all' : 'safe'
  if (args.fix || args.fixUnsafe || args.fixDryRun) {
    const changes = checked.flatMap(one =>
      planFixes(one, { which, extraRules }).map(plan => ({ ...plan, in: one })),
    )
    for (const change of changes) showChange(out, change, { toStdout: args.fixDryRun })
    sayFixes(out, changes, args.fixDryRun)
    if (!args.fixDryRun && changes.length > 0) {
      for (const { path, before, after } of changes) writeManifest(path, before, after)
      checked = await checkAll(targets, extraRules)
    }
  }
  const report = reportOf(checked, args.quiet)
  writeReports(report, { out, specs: defaultSpecs(specs, args.fixDryRun), extraRules })
  summarize(out, args, report, checked)
  return exitCode(report, args.failOn)
}

/** A wrong path in a pipeline must not look like a clean result. */
function refuseNothing(args: Arguments, checked: readonly CheckedTarget[]): void {
  if (args.since !== undefined || args.paths.length === 0 || checked.some(({ apps }) => apps.length > 0))
    return
  const message = 'There is no app-manifest.json in what was named, nor one level below.'
  throw new WaybillError('SOURCE_UNAVAILABLE', message, {
    hint: 'Name the directory that holds one folder per app. `waybill init <folder>` writes a manifest.',
  })
}

async function chooseTargets(args: Arguments): Promise<readonly Target[]> {
  const targets = args.paths.length > 0 ? findTargets(args.paths, process.cwd()) : [await defaultTarget(args)]
  const { since } = args
  if (since === undefined) return targets
  return targets.map(({ directory, folders }) => {
    const changed = changedFolders(directory, since)
    return { directory, folders: folders ? new Set([...folders].filter(name => changed.has(name))) : changed }
  })
}

/** Only here are settings looked at: paths that are named need none. */
async function defaultTarget(args: GlobalArguments): Promise<Target> {
  const { openProject } = await import('../../wiring/project.js')
  const { apps } = openProject(args)
  if (apps.path !== undefined) return { directory: apps.path }
  throw new WaybillError('SOURCE_UNAVAILABLE', 'There is no apps directory here.', {
    hint: 'Name app folders or an apps directory: waybill validate path/to/apps',
  })
}

async function checkAll(
  targets: readonly Target[],
  extraRules: readonly ExtraRule[],
): Promise<readonly CheckedTarget[]> {
  const checked: CheckedTarget[] = []
  for (const target of targets) checked.push(await checkTarget(target, extraRules))
  return checked
}

/** Errors only, where that is asked for. */
function reportOf(checked: readonly CheckedTarget[], quiet: boolean): Report {
  const cwd = process.cwd()
  return {
    files: checked.flatMap(({ directory, apps }) => apps.map(({ file }) => seenFrom(cwd, directory)(file))),
    diagnostics: checked.flatMap(({ directory, diagnostics }) => {
      const rename = seenFrom(cwd, directory)
      return diagnostics
        .filter(({ severity }) => !quiet || severity === 'error')
        .map(diagnostic => renameFiles(diagnostic, rename))
    }),
  }
}

function showChange(
  out: Terminal,
  change: ManifestChange & { readonly in: CheckedTarget },
  { toStdout }: { readonly toStdout: boolean },
): void {
  const file = seenFrom(process.cwd(), change.in.directory)(change.file)
  const diff = renderDiff(file, text(change.before), text(change.after))
  if (toStdout) out.data(out.dataColors.isColorSupported ? paintDiff(diff, out.dataColors) : diff)
  else out.say(paintDiff(diff, out.sayColors).trimEnd())
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('utf8')
}

function sayFixes(out: Terminal, changes: readonly ManifestChange[], dryRun: boolean): void {
  const count = changes.reduce((sum, { fixed }) => sum + fixed.length, 0)
  if (count === 0) {
    out.say('Nothing here can be fixed that way.')
    return
  }
  const fixes = `${count} ${count === 1 ? 'fix' : 'fixes'} in ${changes.length} ${changes.length === 1 ? 'file' : 'files'}`
  out.say(dryRun ? `Would make ${fixes}.` : `Made ${fixes}.`)
}

/** Without a format it is for a person; a dry run shows the difference instead. */
function defaultSpecs(specs: readonly FormatSpec[], fixDryRun: boolean): readonly FormatSpec[] {
  return specs.length === 0 && !fixDryRun ? [{ format: 'human' }] : specs
}

function summarize(
  out: Terminal,
  args: Arguments,
  { diagnostics }: Report,
  checked: readonly CheckedTarget[],
): void {
  const apps = checked.reduce((sum, one) => sum + one.apps.length, 0)
  if (apps === 0 && args.since !== undefined) {
    out.say(`No app differs from ${args.since}.`)
    return
  }
  out.say(`${apps} ${apps === 1 ? 'app' : 'apps'}: ${formatSummary(diagnostics)}`)
  if (apps === 0) out.say('No app-manifest.json was found one level below the directory.')
  const codes = [...new Set(diagnostics.map(({ code }) => code))].filter(code => code.startsWith('WB'))
  if (codes.length > 0 && args.format.length === 0 && out.interactive)
    out.say(out.sayColors.dim(`\`waybill explain ${codes[0]}\` says more.`))
  const fixable = diagnostics.filter(({ fix }) => fix?.safe).length
  if (fixable > 0 && !args.fixDryRun)
    out.say(out.sayColors.dim(`--fix mends ${fixable} of them (--fix-dry-run shows how).`))
}
