import { diagnosticRules, findRule, type RuleDescription } from '@waybill/core/manifest'
import { renderRule } from '../../explain/render-rule.js'
import type { OutputFormat } from '../../output/output-option.js'
import { printFields, printRows } from '../../output/print.js'
import { terminal } from '../../output/terminal.js'
import { UsageError } from '../../usage-error.js'

/** Says what one code means, or lists them all. */
export function explainCode(args: {
  readonly what: string | undefined
  readonly slug: string | undefined
  readonly output: OutputFormat
}): number {
  const out = terminal()
  if (args.what === 'app') throw new UsageError('Name the app: waybill explain app <slug>.')
  if (args.slug !== undefined) throw new UsageError(`After ${args.what} nothing else is expected.`)
  if (args.what === undefined) return listRules(args.output)
  const rule = ruleOf(args.what)
  if (rule === undefined) {
    out.say(`${out.sayColors.red('error')} There is no finding "${args.what}".`)
    out.say('`waybill explain` lists every code; `waybill explain app <slug>` is about an app.')
    return 4
  }
  if (args.output === 'json' || args.output === 'yaml' || args.output === 'name')
    printFields(out, { format: args.output, value: rule, fields: [['code', rule.code]] })
  else out.data(renderRule(rule, out.dataColors))
  return 0
}

function listRules(format: OutputFormat): number {
  const rules: readonly (RuleDescription & { readonly name: string })[] = Object.entries(diagnosticRules).map(
    ([name, { code, severity, title, why }]) => ({ code, name, severity, title, why }),
  )
  printRows(terminal(), {
    format,
    rows: rules,
    columns: [
      { head: 'code', cell: rule => rule.code },
      { head: 'severity', cell: rule => rule.severity },
      { head: 'name', cell: rule => rule.name },
      { head: 'title', cell: rule => rule.title },
      { head: 'why', cell: rule => rule.why, wide: true },
    ],
    value: rules,
    empty: '',
  })
  return 0
}

/** By code, in any case, or by name. */
function ruleOf(what: string) {
  const named = Object.entries(diagnosticRules).find(([name]) => name === what.toLowerCase())?.[1].code
  return findRule(named ?? what.toUpperCase())
}
