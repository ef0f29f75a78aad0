import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { type ExtraRule, WaybillError } from '@waybill/core/manifest'
import { createSupportsHyperlinks } from 'supports-hyperlinks'
import type { Terminal } from '../output/terminal.js'
import { packageVersion } from '../package-version.js'
import type { FormatSpec } from './format-spec.js'
import { linkToFile } from './hyperlink.js'
import { renderReport } from './render-report.js'
import type { Report } from './report.js'

/** Writes a report in each of its formats, to stdout and to files. */
export function writeReports(
  report: Report,
  options: {
    readonly out: Pick<Terminal, 'data' | 'dataColors' | 'columns'>
    readonly specs: readonly FormatSpec[]
    readonly extraRules: readonly ExtraRule[]
    /** The text of a file that is not on disk. */
    readonly textOf?: (file: string) => string | undefined
  },
): void {
  const { out, specs, extraRules, textOf = readText } = options
  const { red, yellow, blue, dim, bold, isColorSupported } = out.dataColors
  const hasLinks = isColorSupported && createSupportsHyperlinks(process.stdout)
  const paint = {
    error: red,
    warning: yellow,
    info: blue,
    frame: dim,
    message: bold,
    ...(hasLinks && { place: (shown: string, file: string) => linkToFile(shown, file, process.cwd()) }),
  }
  for (const { format, file } of specs) {
    const isPlain = file !== undefined
    const rendered = renderReport(report, format, {
      version: packageVersion(),
      extraRules,
      textOf,
      width: isPlain ? 100 : out.columns,
      paint: isPlain ? {} : paint,
    })
    if (file !== undefined) writeFile(file, rendered)
    else if (rendered !== '') out.data(rendered)
  }
}

function writeFile(file: string, content: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, content)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new WaybillError('CONFIG_INVALID', `The report cannot be written: ${reason}`, { cause: error })
  }
}

function readText(file: string): string | undefined {
  return existsSync(file) && statSync(file).isFile() ? readFileSync(file, 'utf8') : undefined
}
