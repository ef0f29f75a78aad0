import {
  type ExtraRule,
  formatConcise,
  formatGithub,
  formatGitlab,
  formatHuman,
  formatJson,
  formatJsonLines,
  formatJunit,
  formatSarif,
  type HumanPaints,
} from '@waybill/core/manifest'
import type { ReportFormat } from './format-spec.js'
import type { Report } from './report.js'

/** How a report is rendered. */
export interface RenderOptions {
  readonly version: string
  readonly extraRules: readonly ExtraRule[]
  readonly textOf: (file: string) => string | undefined
  readonly width: number
  readonly paint: HumanPaints
}

/** The text of a report in a format; pure. */
export function renderReport(
  { files, diagnostics }: Report,
  format: ReportFormat,
  options: RenderOptions,
): string {
  switch (format) {
    case 'human':
      return formatHuman(diagnostics, options)
    case 'concise':
      return formatConcise(diagnostics)
    case 'json':
      return formatJson(diagnostics)
    case 'jsonl':
      return formatJsonLines(diagnostics)
    case 'sarif':
      return formatSarif(diagnostics, options)
    case 'github':
      return formatGithub(diagnostics)
    case 'gitlab':
      return formatGitlab(diagnostics)
    case 'junit':
      return formatJunit(diagnostics, { files })
  }
}
