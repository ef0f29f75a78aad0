import { expect } from 'chai'
import { describe, it } from 'mocha'
import { applyFixes } from '../../src/diagnostic/apply-fixes.js'
import { diagnosticRules } from '../../src/diagnostic/codes.js'
import type { Diagnostic } from '../../src/diagnostic/diagnostic.js'
import { hasErrors, parseManifest } from '../../src/manifest/parse-manifest.js'
import { exampleBytes } from './expand-example.js'

const file = 'app-manifest.json'

function mend(text: string | Uint8Array, which: 'safe' | 'all' = 'safe'): string {
  let bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text
  for (let round = 0; round < 10; round++)
    bytes = applyFixes(bytes, parseManifest(bytes).diagnostics, { file, which }).bytes
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
}

describe('applyFixes', () => {
  const cases = [
    {
      name: 'takes comments out, with the blanks before them',
      text: '{\n  "a": 1, // one\n  /* two */ "b": 2\n}',
      fixed: '{\n  "a": 1,\n "b": 2\n}',
    },
    {
      name: 'leaves a space where a comment parted two words',
      text: '{"a": [1/**/2]}',
      fixed: '{"a": [1, 2]}',
    },
    { name: 'takes commas out and puts them in', text: '{"a": [,1,,2 3,],}', fixed: '{"a": [1,2, 3]}' },
    {
      name: 'writes quotes as JSON has them',
      text: "{'a': “it's \"x\"”, b: `c`}",
      fixed: '{"a": "it\'s \\"x\\"", "b": "c"}',
    },
    { name: 'writes a colon for an equals sign', text: '{"a" = 1, "b" => 2}', fixed: '{"a" : 1, "b" : 2}' },
    {
      name: 'escapes control characters and line breaks',
      text: '{"a": "x\ty", "b": "one\ntwo"}',
      fixed: '{"a": "x\\ty", "b": "one\\ntwo"}',
    },
    {
      name: 'writes numbers and words as JSON has them',
      text: '{"a": [+1, .5, True, None]}',
      fixed: '{"a": [1, 0.5, true, null]}',
    },
    { name: 'replaces a no-break space', text: '{\u00a0"a": 1}', fixed: '{ "a": 1}' },
    { name: 'removes the byte-order mark', text: '\ufeff{"é": 1,}', fixed: '{"é": 1}' },
    { name: 'leaves what is a guess', text: '{"a": 007, "b": yes}', fixed: '{"a": 007, "b": yes}' },
  ]
  for (const { name, text, fixed } of cases) it(name, () => expect(mend(text)).to.equal(fixed))

  it('makes guesses when asked to', () => {
    expect(mend('{"a": 007, "b": yes}', 'all')).to.equal('{"a": 7, "b": "yes"}')
  })

  it('lets a fix wait that overlaps with another', () => {
    const bytes = new TextEncoder().encode('{"a": 1}')
    const at = (from: number, to: number) => ({
      start: { line: 1, column: from + 1, offset: from },
      end: { line: 1, column: to + 1, offset: to },
    })
    const fix = (from: number, to: number, newText: string): Diagnostic => ({
      code: 'WB112',
      severity: 'error',
      message: '',
      file,
      related: [],
      fix: { title: '', safe: true, edits: [{ file, range: at(from, to), newText }] },
    })
    const first = fix(1, 4, '"b"')
    const { bytes: fixed, applied } = applyFixes(bytes, [first, fix(2, 3, 'c'), fix(1, 1, 'x')], { file })
    expect(new TextDecoder().decode(fixed)).to.equal('{"b": 1}')
    expect(applied).to.deep.equal([first])
  })

  it('leaves other files alone', () => {
    const bytes = new TextEncoder().encode('{"a": 1,}')
    const { applied } = applyFixes(bytes, parseManifest(bytes, { file: 'x.json' }).diagnostics, { file })
    expect(applied).to.deep.equal([])
  })
})

describe('the fix of', () => {
  for (const [name, { code, bad }] of Object.entries(diagnosticRules)) {
    if (typeof bad !== 'string') continue
    const { diagnostics } = parseManifest(exampleBytes(bad))
    const own = diagnostics.filter(diagnostic => diagnostic.code === code && diagnostic.fix)
    if (own.length === 0) continue
    it(`${name} mends its bad example`, () => {
      const fixed = parseManifest(mend(exampleBytes(bad), 'all'))
      expect(fixed.diagnostics.map(diagnostic => diagnostic.code)).to.not.include(code)
      expect(hasErrors(fixed.diagnostics)).to.equal(false)
    })
  }
})
