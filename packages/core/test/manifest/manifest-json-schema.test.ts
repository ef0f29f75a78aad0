import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Ajv } from 'ajv'
import formats from 'ajv-formats'
import { expect } from 'chai'
import fc from 'fast-check'
import { describe, it } from 'mocha'
import { diagnosticRules } from '../../src/diagnostic/codes.js'
import { manifestJsonSchema } from '../../src/manifest/manifest-json-schema.js'
import { parseManifest } from '../../src/manifest/parse-manifest.js'
import { exampleBytes } from '../diagnostic/expand-example.js'
import { arbitraryManifest } from './arbitrary-manifest.js'

// From dist/test/manifest.
const packaged = fileURLToPath(new URL('../../../app-manifest.schema.json', import.meta.url))
const examples = fileURLToPath(new URL('../../../../../examples', import.meta.url))

/** What a schema of one place can say; the other rules look at several places, at files, or at the text. */
const sayable = /^WB(?:20[1-9]|217|221)$/

const ajv = new Ajv({ strict: false })
formats.default(ajv)
const validate = ajv.compile(manifestJsonSchema())

/** Both say the same, as far as JSON Schema can say it. */
function expectAgreement(text: string): void {
  const codes = parseManifest(text).diagnostics.map(({ code }) => code)
  // What is no JSON has no schema; and of a key given twice an editor sees the last.
  if (codes.some(code => code.startsWith('WB1') && code !== 'WB101')) return
  const isRight = validate(JSON.parse(text.replace(/^\ufeff/, '')))
  const wrong = codes.filter(code => sayable.test(code))
  expect(isRight, `${text.slice(0, 300)} ${wrong} ${JSON.stringify(validate.errors)}`).to.equal(
    wrong.length === 0,
  )
}

describe('the JSON Schema of the manifest', () => {
  it('is packaged as it is made (made anew with WRITE_DOCS=1)', () => {
    const text = `${JSON.stringify(manifestJsonSchema(), undefined, 2)}\n`
    if (process.env.WRITE_DOCS === '1') writeFileSync(packaged, text)
    expect(JSON.parse(readFileSync(packaged, 'utf8'))).to.deep.equal(JSON.parse(text))
  })

  it('describes every key', () => {
    const missing: string[] = []
    const look = (schema: unknown, path: string) => {
      if (typeof schema !== 'object' || schema === null) return
      if ('properties' in schema)
        for (const [key, value] of Object.entries(Object(schema.properties))) {
          if (!Object.hasOwn(Object(value), 'description')) missing.push(`${path}/${key}`)
          look(value, `${path}/${key}`)
        }
      if ('items' in schema) look(schema.items, `${path}/*`)
    }
    look(manifestJsonSchema(), '')
    expect(missing).to.deep.equal([])
  })

  for (const kind of ['apps', 'broken'])
    for (const folder of readdirSync(`${examples}/${kind}`, { withFileTypes: true })) {
      if (
        !folder.isDirectory() ||
        folder.name === 'manifest-missing' ||
        folder.name === 'manifest-unreadable'
      )
        continue
      it(`agrees with the check of examples/${kind}/${folder.name}`, () => {
        expectAgreement(readFileSync(`${examples}/${kind}/${folder.name}/app-manifest.json`, 'utf8'))
      })
    }

  for (const [name, rule] of Object.entries(diagnosticRules))
    it(`agrees with the check of the examples of ${name}`, () => {
      for (const example of [rule.bad, rule.good])
        if (typeof example === 'string') expectAgreement(Buffer.from(exampleBytes(example)).toString())
    })

  const cases = [
    '{"appName": " ", "components": []}',
    '{"appName": "A", "components": [{"name": "a", "type": "worker", "path": "\\t"}]}',
    '{"appName": "A", "components": [], "links": [{"url": "javascript:alert(1)"}]}',
    '{"appName": "A", "components": [], "links": [{"url": "HTTPS://EXAMPLE.COM"}]}',
    '{"appName": "A", "components": [], "links": [{"url": "https://x.example", "x-a": 1, "b": 2}]}',
    '{"appName": "A", "components": [], "annotations": {"cpu": 1}}',
    '{"appName": "A", "components": [{"name": "a", "type": "worker", "path": ".", "port": null}]}',
    '{"appName": "A", "components": [{"name": "a", "type": "worker", "path": ".", "port": 1e3}]}',
    '{"appName": "A", "components": null}',
    '{"appName": "A", "components": [], "x-waybill-ignore": {"WB310": " "}}',
  ]
  for (const text of cases) it(`agrees about ${text}`, () => expectAgreement(text))

  it('agrees about any manifest', () => {
    fc.assert(
      fc.property(arbitraryManifest, manifest => expectAgreement(JSON.stringify(manifest))),
      { numRuns: 300 },
    )
  })
})
