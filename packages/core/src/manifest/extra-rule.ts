import { severities } from '../diagnostic/diagnostic.js'
import { quote } from '../diagnostic/printable.js'
import type { RuleDescription } from '../diagnostic/rule.js'
import { WaybillError } from '../error/waybill-error.js'
import type { PathFact, SourceFolder } from '../source/source.js'
import { type Finding, maxCollected } from './finding.js'
import type { JsonPath } from './json-tree.js'
import { isObject } from './loose-manifest.js'
import type { Manifest } from './manifest.js'

/** What a rule of one's own says about a manifest. */
export type ExtraFinding = Omit<Finding, 'rule' | 'places' | 'absentFrom'>

/** What a rule of one's own looks at. */
export interface ExtraRuleContext {
  readonly manifest: Manifest
  /** The manifest as it is written, with its `x-` keys. */
  readonly value: Readonly<Record<string, unknown>>
  /** Name of the app's folder. */
  readonly folder: string
  /** What is at a path, relative to the folder. A change of it brings the rule up again. */
  readonly inspect: (path: string) => PathFact
  /** The text of a small file; undefined where there is none. */
  readonly readText: (path: string) => string | undefined
  readonly report: (finding: ExtraFinding) => void
}

/**
 * A rule of one's own. It looks at manifests that the schema takes. What it finds is like any other diagnostic:
 * stored, shown, and ignored by the manifest with a reason where it is no error.
 */
export interface ExtraRule extends RuleDescription {
  /** Raised when it finds other things than before, so that folders are checked again that have not changed. @default 1 */
  readonly version?: number
  readonly check: (context: ExtraRuleContext) => void
}

const codeShape = /^[a-z][a-z0-9-]*\/[a-z][a-z0-9-]*$/

/** @throws WaybillError `INVALID_INPUT` for a rule that is none, or a code that is used twice */
export function checkExtraRules(rules: readonly ExtraRule[]): void {
  const codes = new Set<string>()
  for (const rule of rules) {
    const problem = problemOf(rule, codes)
    if (problem)
      throw new WaybillError('INVALID_INPUT', problem, { hint: 'See ExtraRule for what a rule is.' })
    codes.add(rule.code)
  }
}

/** Rules come from elsewhere, perhaps without types. */
function problemOf(rule: unknown, codes: ReadonlySet<string>): string | undefined {
  if (!isObject(rule)) return 'A rule is an object with code, severity, title, why and check.'
  const { code, severity, title, why, check } = rule
  if (typeof code !== 'string' || !codeShape.test(code))
    return `${quote(String(code))} is no code for a rule of one's own: it has to be like "acme/owner-required".`
  if (codes.has(code)) return `There are two rules with the code ${quote(code)}.`
  if (!severities.some(known => known === severity))
    return `The rule ${code} has no severity: ${severities.join(', ')}.`
  if (typeof title !== 'string' || typeof why !== 'string') return `The rule ${code} lacks its title or why.`
  return typeof check === 'function' ? undefined : `The rule ${code} has no function \`check\`.`
}

/** Which rules there are, for fingerprints; empty when there is none. */
export function rulesMark(rules: readonly ExtraRule[]): string {
  return rules.length === 0 ? '' : `+${rules.map(({ code, version = 1 }) => `${code}@${version}`).join(',')}`
}

/** What rules of one's own find. A rule that throws is reported under its code and stops nothing else. */
export function extraFindings(
  rules: readonly ExtraRule[],
  target: { readonly manifest: Manifest; readonly value: unknown; readonly folder: SourceFolder },
): readonly Finding[] {
  const { manifest, value, folder } = target
  return rules.flatMap(rule => {
    const { code, severity } = rule
    const findings: Finding[] = []
    try {
      rule.check({
        manifest,
        value: isObject(value) ? value : {},
        folder: folder.folder,
        inspect: path => folder.inspect(path),
        readText: path => folder.readText(path),
        report: finding => {
          if (findings.length < maxCollected) findings.push({ ...finding, rule: { code, severity } })
        },
      })
    } catch (error) {
      findings.push(failed(rule, error))
    }
    return findings
  })
}

function failed({ code, severity }: ExtraRule, error: unknown): Finding {
  const reason = error instanceof Error ? error.message : String(error)
  const path: JsonPath = []
  const help = 'That is a defect of the rule, not of the manifest.'
  return {
    rule: { code, severity },
    path,
    part: 'opening',
    message: `The rule ${code} failed: ${reason}`,
    help,
  }
}
