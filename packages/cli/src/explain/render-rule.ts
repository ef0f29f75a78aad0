import type { RuleDescription, RuleExample } from '@waybill/core/manifest'
import type { Terminal } from '../output/terminal.js'

/** A rule with its name and examples. */
interface Rule extends RuleDescription {
  readonly name: string
  readonly bad: RuleExample
  readonly good: RuleExample
}

/** What a rule is about, for people: why, a bad and a good example, and how to ignore it where that is possible. */
export function renderRule(
  rule: Rule,
  { bold, red, green, dim, yellow, blue }: Terminal['dataColors'],
): string {
  const paint = { error: red, warning: yellow, info: blue }[rule.severity]
  const isIgnorable = rule.severity !== 'error'
  return [
    `${paint(`${rule.severity}[${rule.code}]`)} ${bold(rule.title)} ${dim(`(${rule.name})`)}`,
    '',
    rule.why,
    '',
    red('Bad:'),
    ...indent(renderExample(rule.bad)),
    '',
    green('Good:'),
    ...indent(renderExample(rule.good)),
    '',
    isIgnorable
      ? `Where it is right, the manifest or the component says so: "x-waybill-ignore": { "${rule.code}": "why" }`
      : 'An error cannot be ignored.',
  ].join('\n')
}

function renderExample(example: RuleExample): string {
  if (typeof example === 'string') return example === '' ? '(an empty file)' : shorten(example)
  return Object.entries(example)
    .map(([path, content]) => `${path}${contentOf(path, content)}`)
    .join('\n\n')
}

function contentOf(path: string, content: string): string {
  if (path.endsWith('/')) return '  (an empty folder)'
  return content.startsWith('-> ')
    ? `  (a link to ${content.slice(3)})`
    : `\n${shorten(content).replaceAll(/^/gm, '  ')}`
}

/** `⟨a×1000⟩` stands for many, `⟨0xFF⟩` for a byte. */
function shorten(text: string): string {
  return text
    .trimEnd()
    .replaceAll(
      /⟨([^⟩×]+)×(\d+)⟩/g,
      (_, part: string, times: string) => `${part.replaceAll('#', '0')}…(${times} times)`,
    )
    .replaceAll(/⟨0x([0-9A-F]{2})⟩/g, (_, byte: string) => `<byte ${byte}>`)
}

function indent(text: string): readonly string[] {
  return text.split('\n').map(line => (line === '' ? '' : `  ${line}`))
}
