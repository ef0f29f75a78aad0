import type { Severity } from './diagnostic.js'

/**
 * What shows a rule: the text of a manifest, or the files of an apps directory by path. In any text
 * `⟨a×101⟩` stands for 101 times `a` (`#` in it for the number of each) and `⟨0xFF⟩` for that byte. A path with a `/` at its end is an empty
 * folder, a content `-> target` a symbolic link.
 */
export type RuleExample = string | Readonly<Record<string, string>>

/** What every rule says of itself. */
export interface RuleDescription {
  /** `WB1xx` syntax, `WB2xx` schema, `WB3xx` files, `WB4xx` across apps; of one's own `<set>/<rule>`. */
  readonly code: string
  readonly severity: Severity
  readonly title: string
  /** Why it is reported, and what is at stake. */
  readonly why: string
}

/** One kind of finding. Its code is never reused, also when the rule is gone. */
export interface DiagnosticRule extends RuleDescription {
  /** Gives exactly this code. */
  readonly bad: RuleExample
  /** Gives no diagnostic. */
  readonly good: RuleExample
}

/** A manifest around one component, for examples. */
export function exampleApp(component: string): string {
  return `{\n  "appName": "Shop",\n  "components": [\n    ${component}\n  ]\n}\n`
}

/** A good manifest with one worker, between other top-level lines, for examples. */
export function exampleLines(...lines: readonly string[]): string {
  const components = '"components": [{ "name": "mailer", "type": "worker", "path": "./mailer" }]'
  return `{\n${[...lines, components].map(line => `  ${line}`).join('\n')}\n}\n`
}
