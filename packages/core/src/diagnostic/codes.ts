import { catalogRules } from './catalog-rules.js'
import { fileRules } from './file-rules.js'
import type { DiagnosticRule } from './rule.js'
import { schemaRules } from './schema-rules.js'
import { syntaxRules } from './syntax-rules.js'

/** Every rule by its name; the one table that code, documentation and tests are made from. */
export const diagnosticRules = { ...syntaxRules, ...schemaRules, ...fileRules, ...catalogRules } as const

/** Name of a rule, e.g. `trailing-comma`. */
export type RuleName = keyof typeof diagnosticRules

/** The rule of a code with its name, or undefined when no rule has it. */
export function findRule(code: string): (DiagnosticRule & { readonly name: RuleName }) | undefined {
  for (const [name, rule] of Object.entries(diagnosticRules))
    if (rule.code === code) return { ...rule, name: name as RuleName }
  return undefined
}
