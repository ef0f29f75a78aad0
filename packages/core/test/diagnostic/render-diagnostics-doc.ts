import type { DiagnosticRule, RuleExample } from '../../src/diagnostic/rule.js'

const groups = [
  { digit: '1', title: 'Syntax', intro: 'About the text of a manifest. Reading goes on after each of them.' },
  { digit: '2', title: 'Schema', intro: 'About what a manifest says.' },
  { digit: '3', title: 'Files', intro: 'About the files that a manifest speaks of.' },
  { digit: '4', title: 'Across apps', intro: 'About folders of the source side by side.' },
] as const

const intro = `# Diagnostics

Everything that Waybill can say about an app, by code. A code is never used again for something else, so it can
be searched for and kept in scripts. An **error** keeps the manifest from being taken: the last good one is
served on. A **warning** does not, but something is probably not as it was meant. An **info** is good to know.

Each diagnostic has a place (line, column and byte offset), often help, related places and a fix; a fix that is
called safe cannot change the meaning of what is right. All problems of a manifest come at once.

In the examples, \`⟨a×101⟩\` stands for 101 times \`a\` (with \`#\` for the number of each) and \`⟨0xFF⟩\` for that
byte. The examples are run by the tests, and this page is made from the table that the code uses
(\`packages/core/src/diagnostic\`).
`

/** The text of docs/diagnostics.md. */
export function renderDiagnosticsDoc(rules: Readonly<Record<string, DiagnosticRule>>): string {
  const sections = groups.flatMap(({ digit, title, intro: about }) => {
    const members = Object.entries(rules).filter(([, rule]) => rule.code.startsWith(`WB${digit}`))
    return [
      `## WB${digit}xx: ${title}`,
      about,
      tableOf(members),
      ...members.map(([name, rule]) => renderRule(name, rule)),
    ]
  })
  return `${[intro.trimEnd(), ...sections].join('\n\n')}\n`
}

function tableOf(members: readonly (readonly [string, DiagnosticRule])[]): string {
  const rows = members.map(
    ([name, { code, severity, title }]) =>
      `| [${code}](#${code.toLowerCase()}-${name}) | ${name} | ${severity} | ${title} |`,
  )
  return ['| code | name | severity | |', '|---|---|---|---|', ...rows].join('\n')
}

function renderRule(name: string, { code, severity, title, why, bad, good }: DiagnosticRule): string {
  return [
    `### ${code} ${name}`,
    `**${title}** (${severity}). ${why}`,
    `Bad:\n\n${renderExample(bad)}`,
    `Good:\n\n${renderExample(good)}`,
  ].join('\n\n')
}

function renderExample(example: RuleExample): string {
  if (typeof example === 'string') return example === '' ? '(an empty file)' : fence('json', example)
  return Object.entries(example)
    .map(([path, content]) => renderFile(path, content))
    .join('\n\n')
}

function renderFile(path: string, content: string): string {
  if (path.endsWith('/')) return `\`${path}\` is an empty folder.`
  const target = /^-> (.*)$/.exec(content)?.[1]
  if (target !== undefined) return `\`${path}\` is a symbolic link to \`${target}\`.`
  const language = path.endsWith('.json') ? 'json' : path.endsWith('Dockerfile') ? 'dockerfile' : 'text'
  return `\`${path}\`:\n\n${fence(language, content)}`
}

function fence(language: string, text: string): string {
  return `\`\`\`${language}\n${text.trimEnd()}\n\`\`\``
}
