import type { z } from 'zod'
import { quote } from '../diagnostic/printable.js'
import { closest } from './closest.js'
import { type Finding, maxCollected } from './finding.js'
import type { JsonPath } from './json-tree.js'
import { isObject } from './loose-manifest.js'
import { componentTypes } from './manifest.js'

type Issue = z.core.$ZodIssue

/** The findings of a manifest that its schema refuses, each issue under its own rule. */
export function schemaFindings(issues: readonly Issue[], manifest: unknown): readonly Finding[] {
  const seen = new Set<string>()
  const findings: Finding[] = []
  for (const issue of issues) {
    const finding = findingOf(issue, manifest)
    const key = `${finding.rule} ${JSON.stringify(issue.path)}`
    if (!seen.has(key)) findings.push(finding)
    if (findings.length >= maxCollected) break
    seen.add(key)
  }
  return findings
}

function findingOf(issue: Issue, manifest: unknown): Finding {
  const path = issue.path.filter(step => typeof step !== 'symbol')
  const value = valueAt(manifest, path)
  if (value === undefined) return missingProperty(path)
  const isPort = path.length === 3 && path[2] === 'port'
  if (isPort && (typeof value === 'string' || typeof value === 'number')) return portFinding(path, value)
  if (typeof value === 'string') {
    if (issue.code === 'too_small') return emptyText(path)
    if (issue.code === 'too_big') return textTooLong(path, value, Number(issue.maximum))
    if (issue.code === 'invalid_value') return unknownType(path, value)
    if (issue.code === 'invalid_format') return badUrl(path, value)
  }
  return wrongType(path, value, issue)
}

function valueAt(root: unknown, path: JsonPath): unknown {
  let value = root
  for (const step of path) {
    if (Array.isArray(value)) value = value[Number(step)]
    else value = isObject(value) && Object.hasOwn(value, step) ? value[step] : undefined
  }
  return value
}

const propertyHelp: Readonly<Record<string, string>> = {
  appName: 'Add "appName", the name of the app for people.',
  components: 'Add "components", a list of the deployable parts of the app.',
  name: 'Add "name", unique in the app, e.g. "web".',
  type: 'Add "type": "frontend", "backend" or "worker".',
  path: 'Add "path", the folder with the Dockerfile, e.g. "./web".',
  url: 'Add "url", or remove the link.',
}

function missingProperty(path: JsonPath): Finding {
  const parent = path.slice(0, -1)
  const key = String(path.at(-1))
  const help = propertyHelp[key]
  return {
    rule: 'missing-property',
    path: parent,
    part: 'opening',
    message: `${parent.length === 0 ? 'The manifest' : `This ${nounOf(parent)}`} lacks ${quote(key)}.`,
    ...(help !== undefined && { help }),
    absentFrom: parent,
  }
}

function nounOf(path: JsonPath): string {
  return path[0] === 'links' ? 'link' : 'component'
}

function portFinding(path: JsonPath, value: string | number): Finding {
  if (typeof value === 'string') return portText(path, value)
  const rule = Number.isInteger(value) ? 'port-out-of-range' : 'port-not-whole'
  const message = rule === 'port-not-whole' ? `${value} is not a whole number.` : `There is no port ${value}.`
  return { rule, path, message, help: 'Write a whole number from 1 to 65535.' }
}

function portText(path: JsonPath, value: string): Finding {
  const digits = value.trim()
  if (!/^[1-9]\d{0,4}$/.test(digits) || Number(digits) > 65535) {
    const help = 'Write a whole number from 1 to 65535 without quotes, or null for none.'
    return { rule: 'wrong-type', path, message: `A port is a number, not the text ${quote(value)}.`, help }
  }
  return {
    rule: 'port-is-text',
    path,
    message: `The port ${digits} is in quotes, which makes it text.`,
    help: `Write ${digits} without quotes.`,
    fix: { title: 'Remove the quotes', safe: true, newText: digits },
  }
}

function emptyText(path: JsonPath): Finding {
  return { rule: 'empty-text', path, message: `${quote(String(path.at(-1)))} is empty.` }
}

function textTooLong(path: JsonPath, value: string, maximum: number): Finding {
  const message = `${quote(String(path.at(-1)))} has ${value.length} characters; at most ${maximum} are allowed.`
  return { rule: 'text-too-long', path, message }
}

function unknownType(path: JsonPath, value: string): Finding {
  const meant = closest(value, componentTypes)
  return {
    rule: 'unknown-type',
    path,
    message: `There is no component type ${quote(value)}.`,
    help: meant ? `Did you mean "${meant}"?` : 'Write "frontend", "backend" or "worker".',
    ...(meant && { fix: { title: `Write "${meant}"`, safe: false, newText: JSON.stringify(meant) } }),
  }
}

function badUrl(path: JsonPath, value: string): Finding {
  const message = `${quote(value)} is not a URL that can be shown as a link.`
  return {
    rule: 'bad-url',
    path,
    message,
    help: 'Write an absolute URL, such as "https://wiki.example.com".',
  }
}

const expectedWords: Readonly<Record<string, string>> = {
  string: 'text in double quotes',
  number: 'a number',
  int: 'a whole number',
  array: 'a list: [ … ]',
  object: 'an object: { … }',
  record: 'an object of texts: { "key": "value" }',
}

function wrongType(path: JsonPath, value: unknown, issue: Issue): Finding {
  const expected = issue.code === 'invalid_type' ? expectedWords[issue.expected] : undefined
  const where = path.length === 0 ? 'The manifest' : quote(placeName(path))
  return {
    rule: 'wrong-type',
    path,
    message: `${where} is ${typeWords(value)}, but has to be ${expected ?? '"frontend", "backend" or "worker"'}.`,
    ...(value === null && { help: 'Leave the key out where there is nothing to say.' }),
  }
}

/** `tags`, `tags[1]`: what people call the place. */
function placeName(path: JsonPath): string {
  const last = path.at(-1)
  return typeof last === 'number' ? `${String(path.at(-2) ?? '')}[${last}]` : String(last)
}

function typeWords(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'string') return 'text'
  if (typeof value === 'boolean') return 'true or false'
  return typeof value === 'number' ? 'a number' : 'an object'
}
