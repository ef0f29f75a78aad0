import { isStorable, quote } from '../diagnostic/printable.js'
import { closest } from './closest.js'
import { componentFindings, isBlank } from './component-rules.js'
import { dependencyFindings } from './dependency-rules.js'
import { type Finding, maxCollected } from './finding.js'
import type { JsonPath } from './json-tree.js'
import { isObject, looseComponents } from './loose-manifest.js'
import { componentSchema, linkSchema, manifestSchema } from './manifest.js'

/** What a manifest says that its schema takes, but that is wrong or doubtful. For any value, right or not. */
export function ruleFindings(manifest: unknown): readonly Finding[] {
  const components = looseComponents(manifest)
  const findings: Finding[] = []
  if (isObject(manifest)) topFindings(manifest, findings)
  componentFindings(components, findings)
  dependencyFindings(components, findings)
  return findings
}

function topFindings(manifest: Readonly<Record<string, unknown>>, findings: Finding[]): void {
  if (typeof manifest.appName === 'string' && isBlank(manifest.appName))
    findings.push({ rule: 'empty-text', path: ['appName'], message: '"appName" has only spaces.' })
  if (Array.isArray(manifest.components) && manifest.components.length === 0)
    findings.push({
      rule: 'no-components',
      path: ['components'],
      message: 'The app has no components, so nothing of it can be deployed.',
      absentFrom: ['components'],
    })
}

const rootKeys = Object.keys(manifestSchema.shape)
const componentKeys = Object.keys(componentSchema.shape)
const linkKeys = Object.keys(linkSchema.shape)

/** The keys that the schema does not know; those that start with `x-` are the author's own. */
export function unknownKeyFindings(manifest: unknown): readonly Finding[] {
  const findings: Finding[] = []
  const check = (value: unknown, path: JsonPath, known: readonly string[]) => {
    if (!isObject(value)) return
    for (const key of Object.keys(value)) {
      if (findings.length >= maxCollected) return
      if (!known.includes(key) && !key.startsWith('x-')) findings.push(unknownKey(value, path, key, known))
    }
    // An object of the author's own keys, but this one would be lost on the way through JavaScript.
    const own = value.annotations
    if (isObject(own) && Object.hasOwn(own, '__proto__'))
      findings.push(unknownKey(own, [...path, 'annotations'], '__proto__', []))
  }
  check(manifest, [], rootKeys)
  if (!isObject(manifest)) return findings
  looseComponents(manifest).forEach((component, index) => {
    check(component, ['components', index], componentKeys)
  })
  if (Array.isArray(manifest.links))
    manifest.links.forEach((link, index) => {
      check(link, ['links', index], linkKeys)
    })
  return findings
}

function unknownKey(
  object: Readonly<Record<string, unknown>>,
  path: JsonPath,
  key: string,
  known: readonly string[],
): Finding {
  const meant = closest(key, known)
  const isTaken = meant !== undefined && Object.hasOwn(object, meant)
  return {
    rule: 'unknown-key',
    path: [...path, key],
    part: 'key',
    message: `${quote(key)} is not a key that Waybill knows here; it is ignored.`,
    help: meant ? `Did you mean "${meant}"?` : 'Keys of your own start with "x-".',
    ...(meant &&
      !isTaken && { fix: { title: `Write "${meant}"`, safe: false, newText: JSON.stringify(meant) } }),
  }
}

/** Keys and texts that no database can store. Only an escape can make them in a text that is UTF-8. */
export function unstorableFindings(value: unknown, path: JsonPath = []): readonly Finding[] {
  if (typeof value === 'string') return isStorable(value) ? [] : [unstorable(path, 'value')]
  if (Array.isArray(value)) return value.flatMap((item, index) => unstorableFindings(item, [...path, index]))
  if (!isObject(value)) return []
  return Object.entries(value).flatMap(([key, item]) => [
    ...(isStorable(key) ? [] : [unstorable([...path, key], 'key')]),
    ...unstorableFindings(item, [...path, key]),
  ])
}

function unstorable(path: JsonPath, part: 'key' | 'value'): Finding {
  const message = 'The text holds \\u0000 or half of a surrogate pair, which cannot be stored.'
  return { rule: 'unstorable-text', path, part, message, help: 'Remove the escape.' }
}
