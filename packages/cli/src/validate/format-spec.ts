import { UsageError } from '../usage-error.js'

/** How findings can be written. */
export const reportFormats = [
  'human',
  'concise',
  'json',
  'jsonl',
  'sarif',
  'github',
  'gitlab',
  'junit',
] as const
export type ReportFormat = (typeof reportFormats)[number]

/** A format, and the file it goes to; without one it goes to stdout. */
export interface FormatSpec {
  readonly format: ReportFormat
  readonly file?: string
}

/**
 * Reads `sarif:out.sarif` and the like.
 * @throws UsageError for an unknown format, or two for stdout
 */
export function parseFormatSpecs(texts: readonly string[]): readonly FormatSpec[] {
  const specs = texts.map(parseFormatSpec)
  const toStdout = specs.filter(({ file }) => file === undefined)
  if (toStdout.length > 1)
    throw new UsageError(
      `Only one format can go to stdout; give the others a file, such as --format ${toStdout[1]?.format}:report.txt.`,
    )
  return specs
}

function parseFormatSpec(text: string): FormatSpec {
  const colon = text.indexOf(':')
  const name = colon === -1 ? text : text.slice(0, colon)
  const file = colon === -1 ? undefined : text.slice(colon + 1)
  const format = reportFormats.find(known => known === name)
  if (!format) throw new UsageError(`There is no format "${name}": ${reportFormats.join(', ')}.`)
  if (file === '') throw new UsageError(`--format ${text} names no file after the colon.`)
  return file === undefined || file === '-' ? { format } : { format, file }
}
