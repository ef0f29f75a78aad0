import { existsSync } from 'node:fs'
import { basename, dirname, relative, resolve } from 'node:path'
import { buffer } from 'node:stream/consumers'
import {
  type CheckedManifest,
  checkFolder,
  type ExtraRule,
  formatSummary,
  parseManifest,
} from '@waybill/core/manifest'
import type { Terminal } from '../../output/terminal.js'
import { UsageError } from '../../usage-error.js'
import { exitCode } from '../../validate/exit-code.js'
import { fixManifest } from '../../validate/fix-manifest.js'
import type { FormatSpec } from '../../validate/format-spec.js'
import { renameFiles } from '../../validate/report.js'
import { writeReports } from '../../validate/write-reports.js'
import type { ValidateArguments } from '../validate.js'

/**
 * Checks a manifest that comes on stdin, with the files beside it where `--stdin-filename` says where it belongs.
 * With `--fix` the fixed text goes to stdout and the report to stderr, as editors want it.
 */
export async function validateStdin(
  args: ValidateArguments,
  options: {
    readonly out: Terminal
    readonly specs: readonly FormatSpec[]
    readonly extraRules: readonly ExtraRule[]
  },
): Promise<number> {
  const { out, specs, extraRules } = options
  refuseWrongUse(args)
  const name = args.stdinFilename ?? '<stdin>'
  const check = checkerOf(args.stdinFilename, extraRules)
  const bytes = await buffer(process.stdin)
  const isFix = args.fix || args.fixUnsafe
  const which = args.fixUnsafe ? 'all' : 'safe'
  const { bytes: fixed, left } = isFix ? fixManifest(bytes, { check, which }) : { bytes, left: check(bytes) }
  const own = left.diagnostics[0]?.file
  const here = args.stdinFilename === undefined ? '.' : dirname(dirname(resolve(args.stdinFilename)))
  const diagnostics = left.diagnostics
    .filter(({ severity }) => !args.quiet || severity === 'error')
    .map(one =>
      renameFiles(one, file => (file === own ? name : relative(process.cwd(), resolve(here, file)))),
    )
  const report = { files: [name], diagnostics }
  const textOf = (file: string) => (file === name ? Buffer.from(fixed).toString('utf8') : undefined)
  if (isFix) process.stdout.write(fixed)
  const aside = { data: out.say, dataColors: out.sayColors, columns: out.columns }
  writeReports(report, {
    out: isFix ? aside : out,
    specs: specs.length === 0 ? [{ format: 'human' }] : specs,
    extraRules,
    textOf,
  })
  out.say(`${name}: ${formatSummary(diagnostics)}`)
  return exitCode(report, args.failOn)
}

function refuseWrongUse(args: ValidateArguments): void {
  if (args.paths.length > 1) throw new UsageError('With - there are no other paths.')
  if (args.since !== undefined) throw new UsageError('--since is for apps on disk, not for stdin.')
  if (args.fixDryRun)
    throw new UsageError('--fix-dry-run is for apps on disk; with - nothing is written anyway.')
  if (args.stdinFilename === '') throw new UsageError('--stdin-filename is empty.')
}

/** Without a folder only the text is checked. */
function checkerOf(
  filename: string | undefined,
  extraRules: readonly ExtraRule[],
): (manifest: Uint8Array) => CheckedManifest {
  const folder = filename === undefined ? undefined : dirname(resolve(filename))
  if (folder !== undefined && existsSync(folder))
    return manifest => checkFolder(folder, { manifest, extraRules })
  return manifest => parseManifest(manifest, { file: basename(filename ?? 'app-manifest.json') })
}
