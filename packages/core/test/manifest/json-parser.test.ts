import { expect } from 'chai'
import { describe, it } from 'mocha'
import { parseJson } from '../../src/manifest/json-parser.js'
import { readLoosely } from './syntax-problems.js'

interface Case {
  readonly name: string
  readonly text: string
  readonly problems: readonly string[]
  /** What is understood in spite of them. */
  readonly value: unknown
}

const cases: readonly Case[] = [
  {
    name: 'nothing in what is right',
    text: '{"a": [1, true, null, "x"]}',
    problems: [],
    value: { a: [1, true, null, 'x'] },
  },
  {
    name: 'all kinds of escapes',
    text: String.raw`{"a": "\"\\\/\b\f\n\r\t\u00e9"}`,
    problems: [],
    value: { a: '"\\/\b\f\n\r\té' },
  },
  {
    name: 'a key __proto__ like any other',
    text: '{"__proto__": 1}',
    problems: [],
    value: JSON.parse('{"__proto__": 1}'),
  },
  {
    name: 'words that are names of JavaScript',
    text: '{"a": __proto__}',
    problems: ['unquoted-text 1:7-1:16'],
    value: { a: '__proto__' },
  },

  { name: 'an empty text', text: '', problems: ['empty-manifest 1:1-1:1'], value: undefined },
  {
    name: 'only comments and spaces',
    text: ' // x\n',
    problems: ['empty-manifest 1:1-1:1', 'comment 1:2-1:6'],
    value: undefined,
  },
  {
    name: 'a list at the top, and nothing about its inside',
    text: '[1,]',
    problems: ['not-an-object 1:1-1:5'],
    value: [1],
  },
  {
    name: 'YAML',
    text: 'appName: Shop\ncomponents:\n',
    problems: ['not-an-object 1:1-1:14'],
    value: 'appName: Shop',
  },
  { name: 'a stray bracket at the top', text: '}', problems: ['not-an-object 1:1-1:2'], value: undefined },
  {
    name: 'text after the end, to its last character',
    text: '{}\n{"a": 1}\n\n',
    problems: ['extra-text 2:1-2:9'],
    value: {},
  },

  { name: 'a line comment', text: '{\n  "a": 1 // one\n}', problems: ['comment 2:10-2:16'], value: { a: 1 } },
  {
    name: 'a block comment over lines',
    text: '{/* a\nb */"a": 1}',
    problems: ['comment 1:2-2:5'],
    value: { a: 1 },
  },
  {
    name: 'a comment as shells have it',
    text: '{\n# x\n"a": 1}',
    problems: ['comment 2:1-2:4'],
    value: { a: 1 },
  },
  {
    name: 'a comment right after a value',
    text: '{"a": true//x\n}',
    problems: ['comment 1:11-1:14'],
    value: { a: true },
  },
  {
    name: 'a comment that is never closed',
    text: '{"a": 1 /* x }',
    problems: ['unexpected-end 1:8-1:8', 'comment 1:9-1:15'],
    value: { a: 1 },
  },
  {
    name: 'no comment in text',
    text: '{"a": "http://x /* # */"}',
    problems: [],
    value: { a: 'http://x /* # */' },
  },

  {
    name: 'trailing commas in objects and lists',
    text: '{"a": [1, 2,], }',
    problems: ['trailing-comma 1:12-1:13', 'trailing-comma 1:14-1:15'],
    value: { a: [1, 2] },
  },
  {
    name: 'commas before, between and after',
    text: '{"a": [, 1,, 2,]}',
    problems: ['extra-comma 1:8-1:9', 'extra-comma 1:12-1:13', 'trailing-comma 1:15-1:16'],
    value: { a: [1, 2] },
  },
  { name: 'a comma alone', text: '{"a": [,]}', problems: ['extra-comma 1:8-1:9'], value: { a: [] } },
  {
    name: 'missing commas, right after the value',
    text: '{"a": 1\n "b": [1 2]}',
    problems: ['missing-comma 1:8-1:8', 'missing-comma 2:9-2:9'],
    value: { a: 1, b: [1, 2] },
  },
  {
    name: 'a missing comma between objects',
    text: '[{}{}]',
    problems: ['not-an-object 1:1-1:7'],
    value: [{}, {}],
  },

  {
    name: 'a key given twice, the last one counts',
    text: '{"a": 1, "a": 2, "\\u0061": 3}',
    problems: ['duplicate-key 1:10-1:13', 'duplicate-key 1:18-1:26'],
    value: { a: 3 },
  },

  {
    name: 'single quotes',
    text: "{'a': 'it''s'}",
    problems: ['wrong-quotes 1:2-1:5', 'wrong-quotes 1:7-1:11', 'unexpected-token 1:11-1:14'],
    value: { a: 'it' },
  },
  {
    name: 'single quotes around text with spaces and signs',
    text: "{'a b': 'c: {d}, e'}",
    problems: ['wrong-quotes 1:2-1:7', 'wrong-quotes 1:9-1:20'],
    value: { 'a b': 'c: {d}, e' },
  },
  {
    name: 'typographic quotes of many lands',
    text: '{“a”: „b“, "c": «d»}',
    problems: ['wrong-quotes 1:2-1:5', 'wrong-quotes 1:7-1:10', 'wrong-quotes 1:17-1:20'],
    value: { a: 'b', c: 'd' },
  },
  { name: 'back quotes', text: '{`a`: 1}', problems: ['wrong-quotes 1:2-1:5'], value: { a: 1 } },
  {
    name: 'keys without quotes',
    text: '{a: 1, b-c: 2, 3: 3, true: 4}',
    problems: [
      'unquoted-text 1:2-1:3',
      'unquoted-text 1:8-1:11',
      'unquoted-text 1:16-1:17',
      'unquoted-text 1:22-1:26',
    ],
    value: { a: 1, 'b-c': 2, 3: 3, true: 4 },
  },
  {
    name: 'text without quotes to the end of what it may be',
    text: '{"a": my shop, "b": http://x/y # z\n}',
    problems: ['unquoted-text 1:7-1:14', 'unquoted-text 1:21-1:31', 'comment 1:32-1:35'],
    value: { a: 'my shop', b: 'http://x/y' },
  },

  {
    name: 'a text that is not closed, up to the comma',
    text: '{"a": "b,\n"c": 1}',
    problems: ['unterminated-string 1:7-1:9'],
    value: { a: 'b', c: 1 },
  },
  {
    name: 'a text that is not closed, up to the bracket',
    text: '{"a": ["b]}',
    problems: ['unterminated-string 1:8-1:10'],
    value: { a: ['b'] },
  },
  {
    name: 'a line break in text',
    text: '{"a": "b\nc"}',
    problems: ['unterminated-string 1:7-2:3'],
    value: { a: 'b\nc' },
  },
  {
    name: 'a text that is not closed, before a line of its own',
    text: '{"a": "b\n  "c": "d"}',
    problems: ['unterminated-string 1:7-1:9', 'missing-comma 1:9-1:9'],
    value: { a: 'b', c: 'd' },
  },
  {
    name: 'unknown escapes, each',
    text: String.raw`{"a": "\x\q\u12", "b": 1}`,
    problems: ['bad-escape 1:8-1:10', 'bad-escape 1:10-1:12', 'bad-escape 1:12-1:14'],
    value: { a: String.raw`\x\q\u12`, b: 1 },
  },
  {
    name: 'a backslash at the end of a line',
    text: '{"a": "b\\\n}',
    problems: ['unterminated-string 1:7-1:10', 'bad-escape 1:9-1:10'],
    value: { a: 'b\\' },
  },
  {
    name: 'control characters in text',
    text: '{"a": "\t\u0007"}',
    problems: ['control-character 1:8-1:9', 'control-character 1:9-1:10'],
    value: { a: '\t\u0007' },
  },

  {
    name: 'numbers of other languages',
    text: '{"a": [01, +1, .5, 1., 0x1F, 1_000, -0, 1e5]}',
    problems: [
      'bad-number 1:8-1:10',
      'bad-number 1:12-1:14',
      'bad-number 1:16-1:18',
      'bad-number 1:20-1:22',
      'bad-number 1:24-1:28',
      'bad-number 1:30-1:35',
    ],
    value: { a: [1, 1, 0.5, 1, 31, 1000, -0, 1e5] },
  },
  {
    name: 'numbers with a unit',
    text: '{"a": 3000px, "b": 1}',
    problems: ['bad-number 1:7-1:13'],
    value: { a: undefined, b: 1 },
  },
  {
    name: 'words of other languages',
    text: '{"a": [True, None, undefined, NaN, -Infinity]}',
    problems: [
      'bad-literal 1:8-1:12',
      'bad-literal 1:14-1:18',
      'bad-literal 1:20-1:29',
      'bad-literal 1:31-1:34',
      'bad-literal 1:36-1:45',
    ],
    value: { a: [true, null, null, null, null] },
  },

  {
    name: 'a missing colon',
    text: '{"a" 1, "b" {"c": 2}}',
    problems: ['missing-colon 1:2-1:5', 'missing-colon 1:9-1:12'],
    value: { a: 1, b: { c: 2 } },
  },
  {
    name: 'an equals sign or an arrow for a colon',
    text: '{"a" = 1, "b" => 2, "c"=3}',
    problems: ['missing-colon 1:6-1:7', 'missing-colon 1:15-1:17', 'missing-colon 1:24-1:25'],
    value: { a: 1, b: 2, c: 3 },
  },
  {
    name: 'a key without anything',
    text: '{"a", "b": 1}',
    problems: ['missing-colon 1:2-1:5'],
    value: { a: undefined, b: 1 },
  },
  {
    name: 'a key before the next line',
    text: '{"a"\n"b": 1}',
    problems: ['missing-colon 1:2-1:5', 'missing-comma 1:5-1:5'],
    value: { a: undefined, b: 1 },
  },
  {
    name: 'a missing value',
    text: '{"a": , "b":}',
    problems: ['missing-value 1:2-1:5', 'missing-value 1:9-1:12'],
    value: { a: undefined, b: undefined },
  },
  {
    name: 'a missing value before the next line',
    text: '{"a":\n"b": 1}',
    problems: ['missing-value 1:2-1:5', 'missing-comma 1:6-1:6'],
    value: { a: undefined, b: 1 },
  },
  { name: 'two colons', text: '{"a":: 1}', problems: ['unexpected-token 1:6-1:7'], value: { a: 1 } },

  {
    name: 'an object that ends too early',
    text: '{"a": {"b": [1',
    problems: ['unexpected-end 1:15-1:15'],
    value: { a: { b: [1] } },
  },
  {
    name: 'a comma before the end',
    text: '{"a": 1,\n',
    problems: ['unexpected-end 1:9-1:9'],
    value: { a: 1 },
  },
  {
    name: 'a key before the end',
    text: '{"a":',
    problems: ['unexpected-end 1:6-1:6'],
    value: { a: undefined },
  },
  {
    name: 'a bracket of the wrong kind that closes an outer one',
    text: '{"a": [{"b": 1], "c": 2}',
    problems: ['mismatched-bracket 1:15-1:16'],
    value: { a: [{ b: 1 }], c: 2 },
  },
  {
    name: 'a bracket that closes nothing',
    text: '{"a": 1], "b": 2}',
    problems: ['unexpected-token 1:8-1:9'],
    value: { a: 1, b: 2 },
  },
  {
    name: 'a list where a key should be',
    text: '{[1, {"x": 2}], "b": 2}',
    problems: ['unexpected-token 1:2-1:3'],
    value: { b: 2 },
  },
  {
    name: 'members in a list',
    text: '{"a": ["b": 1, 2]}',
    problems: ['unexpected-token 1:11-1:12'],
    value: { a: ['b', 2] },
  },
  {
    name: 'a no-break space',
    text: '{\u00a0"a": 1}',
    problems: ['unexpected-token 1:2-1:3'],
    value: { a: 1 },
  },
]

describe('parseJson finds', () => {
  for (const { name, text, problems, value } of cases)
    it(name, () => {
      const read = readLoosely(text)
      expect(read.problems).to.deep.equal(problems)
      if (value !== undefined) expect(read.value).to.deep.equal(value)
    })
})

describe('parseJson', () => {
  it('takes 64 levels and says so at the 65th', () => {
    const nest = (levels: number) => `{"a": ${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}, "b": 1}`
    expect(readLoosely(nest(64)).problems).to.deep.equal([])
    expect(readLoosely(nest(65))).to.deep.include({ problems: ['too-deep 1:70-1:71'] })
  })

  it('goes on after what is nested too deeply', () => {
    const { problems } = readLoosely(`{"a": ${'['.repeat(80)}"]"${']'.repeat(80)},, "b": 1}`)
    expect(problems.map(problem => problem.split(' ')[0])).to.deep.equal(['too-deep', 'extra-comma'])
  })

  it('names the brackets that are open, the innermost first', () => {
    const [problem] = parseJson('{"a": [{').problems
    expect(problem?.message).to.equal('The manifest ends, but } ] } are missing.')
    expect(problem?.related?.map(({ start }) => start)).to.deep.equal([7, 6, 0])
  })

  it('stops reading after so many problems', () => {
    const { problems, isCut } = parseJson(`{"a": [${'+1,'.repeat(50)}0]}`, 10)
    expect(problems).to.have.length(10)
    expect(isCut).to.equal(true)
  })
})
