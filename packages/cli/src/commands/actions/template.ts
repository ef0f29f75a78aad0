import { type EngineDiagnostic, isWaybillError, type Template, type Waybill } from '@waybill/core'
import type { OutputFormat } from '../../output/output-option.js'
import { type Column, printRows } from '../../output/print.js'
import type { GlobalArguments } from '../command.js'
import { withWaybill } from '../with-waybill.js'

interface ListArguments extends GlobalArguments {
  readonly output: OutputFormat
}

export function listTemplates(args: ListArguments): Promise<number> {
  return withWaybill(
    args,
    async ({ waybill, terminal }) => {
      const templates = await waybill.templates.list()
      printRows(terminal, {
        format: args.output,
        rows: templates,
        columns,
        value: templates,
        empty: 'No template.',
      })
      return 0
    },
    { isWithoutDatabase: true },
  )
}

/** Checks the named templates, or all. Exit code 1 when one does not hold. */
export function checkTemplates(args: ListArguments & { readonly names: readonly string[] }): Promise<number> {
  return withWaybill(
    args,
    async ({ waybill, terminal }) => {
      const names =
        args.names.length > 0 ? args.names : (await waybill.templates.list()).map(template => template.name)
      const checked: CheckedTemplate[] = []
      for (const name of names) checked.push(await check(waybill, name))
      printRows(terminal, {
        format: args.output,
        rows: checked,
        columns: checkColumns,
        value: checked,
        empty: 'No template.',
      })
      return checked.every(template => template.ok) ? 0 : 1
    },
    { engines: true, isWithoutDatabase: true },
  )
}

interface CheckedTemplate {
  readonly name: string
  readonly ok: boolean
  readonly problems: readonly string[]
  readonly warnings: readonly string[]
}

async function check(waybill: Waybill, name: string): Promise<CheckedTemplate> {
  try {
    const { warnings } = await waybill.templates.check(name)
    return { name, ok: true, problems: [], warnings: warnings.map(describe) }
  } catch (error) {
    if (!isWaybillError(error) || error.code !== 'TEMPLATE_INVALID') throw error
    return {
      name,
      ok: false,
      problems: [error.message, ...error.issues.map(issue => `${issue.pointer} ${issue.detail}`.trim())],
      warnings: [],
    }
  }
}

function describe({ file, line, summary, detail }: EngineDiagnostic): string {
  const place = file === null ? '' : `${file}${line === null ? '' : `:${line}`}: `
  return `${place}${summary}${detail === '' ? '' : `. ${detail}`}`
}

const columns: readonly Column<Template>[] = [
  { head: 'name', cell: template => template.name },
  { head: 'default', cell: template => (template.default ? 'yes' : '-') },
  { head: 'engine', cell: template => template.settings?.engine ?? '-' },
  { head: 'title', cell: template => template.settings?.title ?? '-' },
  { head: 'version', cell: template => template.version?.slice(0, 12) ?? '-' },
  { head: 'state', cell: template => template.error ?? 'ok' },
]

const checkColumns: readonly Column<CheckedTemplate>[] = [
  { head: 'name', cell: template => template.name },
  {
    head: 'state',
    cell: ({ ok, warnings }) => (ok ? (warnings.length === 0 ? 'ok' : 'ok, with warnings') : 'broken'),
  },
  { head: 'findings', cell: ({ problems, warnings }) => [...problems, ...warnings].join('; ') || '-' },
]
