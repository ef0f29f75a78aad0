import { expect } from 'chai'
import { describe, it } from 'mocha'
import { diagnosticRules, findRule } from '../../src/diagnostic/codes.js'
import type { Diagnostic } from '../../src/diagnostic/diagnostic.js'
import { diagnosticSchema } from '../../src/diagnostic/diagnostic.js'
import type { DiagnosticRule, RuleExample } from '../../src/diagnostic/rule.js'
import { parseManifest } from '../../src/manifest/parse-manifest.js'
import { scan } from '../../src/source/scan.js'
import { exampleBytes } from './expand-example.js'
import { makeTree } from './make-tree.js'

const rules: readonly (readonly [string, DiagnosticRule])[] = Object.entries(diagnosticRules)

describe('the table of diagnostics', () => {
  it('uses each code once', () => {
    const codes = rules.map(([, rule]) => rule.code)
    expect(new Set(codes).size).to.equal(codes.length)
  })

  for (const [name, rule] of rules) {
    describe(`${rule.code} ${name}`, () => {
      it('has a name in kebab-case, a code of its group, and texts', () => {
        expect(name).to.match(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/)
        expect(rule.code).to.match(/^WB[1-4]\d\d$/)
        expect(rule.title).to.match(/^\p{Lu}.*[^.]$/u)
        expect(rule.why).to.match(/^[\p{Lu}`].*\.$/su)
        expect(findRule(rule.code)?.name).to.equal(name)
      })

      it('is what its bad example gives, and nothing else', async () => {
        const found = await diagnose(rule.bad)
        expect(found.map(({ code }) => code)).to.include(rule.code)
        // The one finding that is about there being others.
        if (name !== 'too-many-problems')
          for (const diagnostic of found)
            expect(diagnostic).to.include({ code: rule.code, severity: rule.severity })
        for (const diagnostic of found) expect(diagnosticSchema.parse(diagnostic)).to.deep.equal(diagnostic)
      })

      it('does not come up in its good example', async () => {
        expect(await diagnose(rule.good)).to.deep.equal([])
      })
    })
  }
})

describe('findRule', () => {
  it('knows no rule of an unused code', () => {
    expect(findRule('WB199')).to.equal(undefined)
  })
})

async function diagnose(example: RuleExample): Promise<readonly Diagnostic[]> {
  if (typeof example === 'string') return parseManifest(exampleBytes(example)).diagnostics
  using tree = makeTree(example)
  return (await scan(tree.path)).diagnostics
}
