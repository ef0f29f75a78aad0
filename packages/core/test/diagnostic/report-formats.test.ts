import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { Ajv } from 'ajv'
import { expect } from 'chai'
import { describe, it } from 'mocha'
import type { Log } from 'sarif'
import { validateXML } from 'xmllint-wasm'
import { z } from 'zod'
import type { Diagnostic } from '../../src/diagnostic/diagnostic.js'
import { fingerprints } from '../../src/diagnostic/fingerprint.js'
import { formatGithub } from '../../src/diagnostic/format-github.js'
import { formatGitlab } from '../../src/diagnostic/format-gitlab.js'
import { formatJsonLines } from '../../src/diagnostic/format-json-lines.js'
import { formatJunit } from '../../src/diagnostic/format-junit.js'
import { formatSarif } from '../../src/diagnostic/format-sarif.js'
import { scan } from '../../src/source/scan.js'

// From dist/test/diagnostic.
const broken = fileURLToPath(new URL('../../../../../examples/broken', import.meta.url))
const junitSchema = readFileSync(
  new URL('../../../test/diagnostic/fixtures/junit.xsd', import.meta.url),
  'utf8',
)

const evil = 'a%b\r\nc:d,e::set-output name=x::\u001b[31m<&>"\'\u202e日'
const places = { start: { line: 3, column: 5, offset: 20 }, end: { line: 3, column: 9, offset: 24 } }
const nasty: Diagnostic = {
  code: 'WB207',
  severity: 'warning',
  message: evil,
  file: `${evil}/app-manifest.json`,
  range: places,
  pointer: '/x',
  help: evil,
  related: [
    { message: evil, file: 'b/Dockerfile', range: places },
    { message: 'no place', file: 'c' },
  ],
  fix: {
    title: evil,
    safe: false,
    edits: [{ file: `${evil}/app-manifest.json`, range: places, newText: '"x"' }],
  },
}

/** Everything that Waybill can say about the examples, and a diagnostic that attacks every format. */
async function samples(): Promise<readonly Diagnostic[]> {
  return [...(await scan(broken)).diagnostics, nasty]
}

describe('formatSarif', () => {
  const schema: object = JSON.parse(
    readFileSync(
      createRequire(import.meta.url).resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json'),
      'utf8',
    ),
  )

  it('fits the official schema, for every rule there is', async () => {
    // The schema is of draft 4, which names itself by `id`; what else differs it does not use.
    const { $schema, id, ...rules } = z.looseObject({}).parse(schema)
    const validate = new Ajv({
      strict: false,
      unicodeRegExp: false,
      validateFormats: false,
      allErrors: true,
    }).compile(rules)
    const report: unknown = JSON.parse(formatSarif(await samples(), { version: '1.2.3' }))
    validate(report)
    expect(validate.errors ?? []).to.deep.equal([])
    expect(validate({ version: '2.1.0', runs: [{ tool: {} }] })).to.equal(false)
  })

  it('has what code scanning shows: rule, place, fix and fingerprint', async () => {
    const log: Log = JSON.parse(formatSarif(await samples()))
    const [run] = log.runs
    const results = run?.results ?? []
    const text = results.find(({ ruleId }) => ruleId === 'WB203')
    const rule = run?.tool.driver.rules?.[text?.ruleIndex ?? -1]
    expect(rule).to.include({ id: 'WB203', name: 'PortIsText' })
    expect(text?.locations?.[0]?.physicalLocation?.artifactLocation?.uri).to.match(
      /^[\w-]+\/app-manifest\.json$/,
    )
    expect(text?.fixes?.[0]?.artifactChanges[0]?.replacements[0]?.insertedContent?.text).to.match(/^\d+$/)
    const prints = results.map(result => result.partialFingerprints?.['waybill/v1'])
    expect(new Set(prints).size).to.equal(results.length)
  })

  it('keeps the gravest of more results than code scanning takes', () => {
    const many = [...Array.from({ length: 25_000 }, () => nasty), { ...nasty, severity: 'error' as const }]
    const [run] = (JSON.parse(formatSarif(many)) as Log).runs
    expect(run?.results).to.have.length(25_000)
    expect(run?.results?.[0]?.level).to.equal('error')
    expect(run?.invocations?.[0]?.toolExecutionNotifications?.[0]?.message.text).to.include('1 of 25001')
  })
})

describe('formatGithub', () => {
  it('escapes what would end a property, a command or a line', () => {
    const [line, ...rest] = formatGithub([nasty]).split('\n')
    expect(rest).to.deep.equal([''])
    expect(line).to.match(
      /^::warning file=a%25b␍␊c%3Ad%2Ce%3A%3Aset-output [^,]*,line=3,endLine=3,col=5,endColumn=9,title=WB207::/,
    )
    expect(line).to.match(/::a%25b%0Ac:d,e::set-output name=x::␛\[31m[^\r\n]*%0Aa%25b%0Ac/)
  })

  it('names columns only within one line', () => {
    const range = { start: places.start, end: { ...places.end, line: 5 } }
    expect(formatGithub([{ ...nasty, file: 'a', range }])).to.match(
      /^::warning file=a,line=3,endLine=5,title=/,
    )
    const { range: _, ...placeless } = nasty
    expect(formatGithub([{ ...placeless, file: 'a' }])).to.match(/^::warning file=a,title=/)
  })

  it('puts errors first and says what GitHub will not show', () => {
    const twelve = Array.from({ length: 12 }, () => nasty)
    const lines = formatGithub([...twelve, { ...nasty, severity: 'error' }])
      .trimEnd()
      .split('\n')
    expect(lines[0]).to.match(/^::error /)
    expect(lines.at(-1)).to.match(/^2 of 13 findings are not annotated/)
  })
})

describe('formatGitlab', () => {
  /** What https://docs.gitlab.com/ci/testing/code_quality/ asks for. */
  const schema = {
    type: 'array',
    items: {
      type: 'object',
      required: ['description', 'check_name', 'fingerprint', 'severity', 'location'],
      properties: {
        description: { type: 'string', minLength: 1 },
        check_name: { type: 'string', minLength: 1 },
        fingerprint: { type: 'string', pattern: '^[0-9a-f]{32}$' },
        severity: { enum: ['info', 'minor', 'major', 'critical', 'blocker'] },
        location: {
          type: 'object',
          required: ['path', 'lines'],
          properties: {
            path: { type: 'string', pattern: '^[^/]' },
            lines: {
              type: 'object',
              required: ['begin'],
              properties: { begin: { type: 'integer', minimum: 1 } },
            },
          },
        },
      },
    },
  }

  it('fits the report that GitLab describes, each finding with a fingerprint of its own', async () => {
    const report: { fingerprint: string }[] = JSON.parse(formatGitlab(await samples()))
    const validate = new Ajv({ allErrors: true }).compile(schema)
    validate(report)
    expect(validate.errors ?? []).to.deep.equal([])
    expect(new Set(report.map(({ fingerprint }) => fingerprint)).size).to.equal(report.length)
  })
})

describe('formatJunit', () => {
  it('fits the schema of JUnit reports, whatever is in the texts', async () => {
    const xml = formatJunit(await samples(), { files: ['good/app-manifest.json'] })
    const result = await validateXML({
      xml: [{ fileName: 'report.xml', contents: xml }],
      schema: [{ fileName: 'junit.xsd', contents: junitSchema }],
    })
    expect(result.errors).to.deep.equal([])
    expect(xml).to.include('<testcase name="good/app-manifest.json" classname="good"/>')
  })

  it('is one case per manifest, which fails by its errors alone', async () => {
    const error = { ...nasty, severity: 'error' as const, file: 'a/app-manifest.json' }
    const xml = formatJunit([error, error, { ...nasty, file: 'b/app-manifest.json' }])
    expect(xml).to.include('<testsuites name="waybill" tests="2" failures="1" errors="0">')
    expect(xml.match(/<failure /g)).to.have.length(1)
    expect(xml).to.include('(and 1 more)').and.include('<system-out>')
  })
})

describe('formatJsonLines', () => {
  it('is one diagnostic a line, unchanged', () => {
    const lines = formatJsonLines([nasty, nasty]).trimEnd().split('\n')
    expect(lines.map(line => JSON.parse(line))).to.deep.equal([nasty, nasty])
    expect(lines[0]).to.not.match(/[\u001b\u202e]/)
  })
})

describe('fingerprints', () => {
  it('stay when lines move, and differ for findings that differ only by their lines', () => {
    const moved = {
      ...nasty,
      range: { start: { ...places.start, line: 9 }, end: { ...places.end, line: 9 } },
    }
    expect(fingerprints([moved])).to.deep.equal(fingerprints([nasty]))
    const [first, second] = fingerprints([nasty, moved])
    expect(first).to.not.equal(second)
  })
})
