import { findRule } from '../diagnostic/codes.js'
import type { Diagnostic } from '../diagnostic/diagnostic.js'
import { quote } from '../diagnostic/printable.js'
import { type Finding, maxFindings } from './finding.js'
import { type JsonPath, jsonPointer } from './json-tree.js'
import { isObject, looseComponents } from './loose-manifest.js'

/** The key, of a manifest or of one of its components, by which warnings are accepted: `{"WB310": "why"}`. */
export const ignoreKey = 'x-waybill-ignore'

/** A warning that somebody has looked at and accepted, with the reason. */
interface Ignore {
  readonly code: string
  readonly path: JsonPath
  /** Everything at or below this pointer. */
  readonly scope: string
}

/** What a manifest accepts, and what is wrong with how it says so. */
interface ReadIgnores {
  readonly ignores: readonly Ignore[]
  readonly findings: readonly Finding[]
}

/** What is left of the diagnostics, and findings about ignores that are wrong or did nothing. */
export interface IgnoredDiagnostics {
  readonly kept: readonly Diagnostic[]
  readonly findings: readonly Finding[]
}

/** Whether a text may have ignores; looked at before anything else, because nearly none has. */
export function mayIgnore(text: string): boolean {
  return text.includes(ignoreKey)
}

/**
 * Leaves out the warnings and notes that a manifest accepts. Errors are never left out. `isJudged` says of a code
 * whether everything that gives it was looked at: only then is an ignore without effect reported.
 */
export function applyIgnores(
  manifest: unknown,
  diagnostics: readonly Diagnostic[],
  isJudged: (code: string) => boolean,
): IgnoredDiagnostics {
  const { ignores, findings } = readIgnores(manifest)
  const used = new Set<Ignore>()
  const kept = diagnostics.filter(diagnostic => {
    const matching = ignores.filter(ignore => matches(ignore, diagnostic))
    for (const ignore of matching) used.add(ignore)
    return matching.length === 0
  })
  // Of so many findings not all were collected, so nothing can be said of what is not among them.
  const unused =
    diagnostics.length > maxFindings
      ? []
      : ignores.filter(ignore => !used.has(ignore) && isJudged(ignore.code))
  return { kept, findings: [...findings, ...unused.map(unusedIgnore)] }
}

function matches({ code, scope }: Ignore, { code: found, severity, pointer = '' }: Diagnostic): boolean {
  if (code !== found || severity === 'error') return false
  return scope === '' || pointer === scope || pointer.startsWith(`${scope}/`)
}

function readIgnores(manifest: unknown): ReadIgnores {
  const ignores: Ignore[] = []
  const findings: Finding[] = []
  const read = (object: unknown, path: JsonPath) => {
    if (!isObject(object) || !Object.hasOwn(object, ignoreKey)) return
    const list = object[ignoreKey]
    const at = [...path, ignoreKey]
    if (!isObject(list))
      findings.push(badIgnore(at, 'value', `${quote(ignoreKey)} is no object of codes and reasons.`))
    else
      for (const [code, reason] of Object.entries(list)) {
        const problem = problemOf(code, reason, [...at, code])
        if (problem) findings.push(problem)
        else ignores.push({ code, path: [...at, code], scope: jsonPointer(path) })
      }
  }
  read(manifest, [])
  looseComponents(manifest).forEach((component, index) => {
    read(component, ['components', index])
  })
  return { ignores, findings: findings.slice(0, maxFindings) }
}

/** A code of one's own rules: `<set>/<rule>`. */
const ownCode = /^[a-z][a-z0-9-]*\/[a-z][a-z0-9-]*$/

function problemOf(code: string, reason: unknown, path: JsonPath): Finding | undefined {
  const rule = findRule(code)
  if (!rule && !ownCode.test(code))
    return badIgnore(path, 'key', `There is no finding with the code ${quote(code)}.`)
  if (rule?.severity === 'error')
    return badIgnore(path, 'key', `${code} is an error, which cannot be ignored: it has to be mended.`)
  if (typeof reason !== 'string' || reason.trim() === '')
    return badIgnore(path, 'value', `Ignoring ${code} takes a reason.`)
  return undefined
}

function badIgnore(path: JsonPath, part: 'key' | 'value', message: string): Finding {
  const help = 'Write the code of a warning and why it is right: {"WB310": "why"}.'
  return { rule: 'bad-ignore', path, part, message, help }
}

function unusedIgnore({ code, path }: Ignore): Finding {
  return {
    rule: 'unused-ignore',
    path,
    part: 'key',
    message: `There is no ${code} here to be ignored.`,
    help: 'Remove it, so that the warning shows when it comes back.',
  }
}
