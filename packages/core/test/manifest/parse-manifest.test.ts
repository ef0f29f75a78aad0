import { expect } from 'chai'
import { describe, it } from 'mocha'
import type { RuleName } from '../../src/diagnostic/codes.js'
import { diagnosticRules, findRule } from '../../src/diagnostic/codes.js'
import type { Diagnostic } from '../../src/diagnostic/diagnostic.js'
import { type ParsedManifest, parseManifest } from '../../src/manifest/parse-manifest.js'

/** `rule line:column` of each diagnostic. */
function placesOf({ diagnostics }: ParsedManifest): readonly string[] {
  return diagnostics.map(({ code, range }) => {
    const place = range ? ` ${range.start.line}:${range.start.column}` : ''
    return `${findRule(code)?.name}${place}`
  })
}

function find(rule: RuleName, { diagnostics }: ParsedManifest): Diagnostic {
  const found = diagnostics.find(({ code }) => code === diagnosticRules[rule].code)
  if (!found) throw new Error(`No ${rule} among ${JSON.stringify(diagnostics)}`)
  return found
}

/** A manifest with one component of these keys; `path` and so on are as they should be where left out. */
function withComponent(keys: string): string {
  return `{"appName": "Shop", "components": [{${keys}}]}`
}

const worker = '"name": "mailer", "type": "worker", "path": "./mailer"'

describe('parseManifest takes', () => {
  const cases = [
    {
      name: 'the shape of the original',
      text: '{"appName":"A","description":"B","components":[{"name":"a","type":"backend","path":"./a","port":1}]}',
    },
    { name: 'no description', text: withComponent(worker) },
    {
      name: 'the app folder itself as path',
      text: withComponent('"name": "a", "type": "worker", "path": "."'),
    },
    { name: 'a worker whose port is null', text: withComponent(`${worker}, "port": null`) },
    {
      name: 'the highest port',
      text: withComponent('"name": "a", "type": "backend", "path": ".", "port": 65535'),
    },
    { name: 'a whole number written with an exponent', text: withComponent(`${worker}, "port": 3e3`) },
    {
      name: 'all that is optional',
      text: `{"$schema":"s","appName":"A","owner":"o","tags":["t"],"links":[{"title":"W","url":"https://x.example/y"},{"url":"mailto:a@b.example"}],"annotations":{"cpu":"1"},"components":[{${worker},"description":"d","dependsOn":[],"annotations":{"a":"b"}}]}`,
    },
    {
      name: 'keys of the author’s own, anywhere',
      text: `{"x-a":[{"port":"1"}],"appName":"A","links":[{"x-c":1,"url":"https://a.example"}],"components":[{"x-b":{},${worker}}]}`,
    },
    {
      name: 'a character beyond the basic plane, also escaped',
      text: `{"appName": "😀 \\ud83d\\ude00", "components": [{${worker}}]}`,
    },
    {
      name: 'a name of 63 characters',
      text: withComponent(`"name": "${'a'.repeat(63)}", "type": "worker", "path": "."`),
    },
    {
      name: 'a name that is a property of every object',
      text: withComponent('"name": "constructor", "type": "worker", "path": "."'),
    },
  ]
  for (const { name, text } of cases)
    it(name, () => {
      expect(parseManifest(text)).to.deep.include({ ok: true, diagnostics: [] })
      expect(parseManifest(new TextEncoder().encode(text))).to.deep.equal(parseManifest(text))
    })

  it('a manifest with warnings, without its unknown keys', () => {
    const parsed = parseManifest(`{"appName":"A","color":"red","components":[{${worker}}]}`)
    expect(parsed).to.deep.include({ ok: true })
    expect(parsed.ok && parsed.manifest).to.have.all.keys('appName', 'components')
    expect(placesOf(parsed)).to.deep.equal(['unknown-key 1:16'])
  })
})

/** A text without its marks `»`, and the places of the marks as `line:column`. */
function unmark(marked: string): { readonly text: string; readonly places: readonly string[] } {
  const parts = marked.split('»')
  const places = parts.slice(0, -1).map((_, index) => {
    const lines = parts
      .slice(0, index + 1)
      .join('')
      .split('\n')
    return `${lines.length}:${(lines.at(-1)?.length ?? 0) + 1}`
  })
  return { text: parts.join(''), places }
}

/** In the texts, a `»` stands where a diagnostic points; `rules` are theirs, in that order. */
const findings: readonly {
  readonly name: string
  readonly text: string
  readonly rules: readonly RuleName[]
}[] = [
  {
    name: 'each missing property at the brace of its object',
    text: '»{"links": [»{}], "components": [»»»{}]}',
    rules: [
      'missing-property',
      'missing-property',
      'missing-property',
      'missing-property',
      'missing-property',
    ],
  },
  {
    name: 'wrong types anywhere',
    text: '{"appName": »1, "tags": ["a", »2], "annotations": {"a": »1}, "components": »{}}',
    rules: ['wrong-type', 'wrong-type', 'wrong-type', 'wrong-type'],
  },
  {
    name: 'null where text belongs',
    text: `{"appName": "A", "owner": »null, "components": [{${worker}}]}`,
    rules: ['wrong-type'],
  },
  {
    name: 'components that are no objects',
    text: '{"appName": "A", "components": [»1, »null, »"a", »[]]}',
    rules: ['wrong-type', 'wrong-type', 'wrong-type', 'wrong-type'],
  },
  {
    name: 'a port of text that is a port',
    text: withComponent(`${worker}, "port": »"8080"`),
    rules: ['port-is-text'],
  },
  {
    name: 'ports of text that are none',
    text: withComponent(`${worker}, "port": »"http"`),
    rules: ['wrong-type'],
  },
  {
    name: 'a port of text that is out of range',
    text: withComponent(`${worker}, "port": »"70000"`),
    rules: ['wrong-type'],
  },
  { name: 'the port 0', text: withComponent(`${worker}, "port": »0`), rules: ['port-out-of-range'] },
  { name: 'a negative port', text: withComponent(`${worker}, "port": »-1`), rules: ['port-out-of-range'] },
  {
    name: 'a port beyond all whole numbers, once',
    text: withComponent(`${worker}, "port": »1e300`),
    rules: ['port-out-of-range'],
  },
  { name: 'a port that is neither', text: withComponent(`${worker}, "port": »true`), rules: ['wrong-type'] },
  {
    name: 'a type that is no text',
    text: withComponent('"name": "a", "type": »1, "path": "."'),
    rules: ['wrong-type'],
  },
  {
    name: 'names and paths that are empty or blank',
    text: '{"appName": »" ", "components": [{"name": »"", "type": "worker", "path": »""}, {"name": »" ", "type": "worker", "path": »" "}]}',
    rules: ['empty-text', 'empty-text', 'empty-text', 'empty-text', 'empty-text'],
  },
  {
    name: 'names that differ in case only',
    text: `{"appName": "A", "components": [{${worker}}, {"name": »»"Mailer", "type": "worker", "path": "."}]}`,
    rules: ['duplicate-component', 'name-not-dns-label'],
  },
  {
    name: 'no duplicate of a name that is missing',
    text: '{"appName": "A", "components": [»{"type": "worker", "path": "."}, »{"type": "worker", "path": "."}]}',
    rules: ['missing-property', 'missing-property'],
  },
  {
    name: 'a name with a hyphen at its end',
    text: withComponent('"name": »"a-", "type": "worker", "path": "."'),
    rules: ['name-not-dns-label'],
  },
  {
    name: 'a name over 63 characters',
    text: withComponent(`"name": »"${'a'.repeat(64)}", "type": "worker", "path": "."`),
    rules: ['name-not-dns-label'],
  },
  {
    name: 'a backend whose port is null, at the null',
    text: withComponent('"name": "a", "type": "backend", "path": ".", "port": »null'),
    rules: ['port-missing'],
  },
  {
    name: 'a circle of three, once, and not who only leads to it',
    text: '{"appName": "A", "components": [{"name": "a", "type": "worker", "path": ".", "dependsOn": [»"b"]}, {"name": "b", "type": "worker", "path": ".", "dependsOn": ["c"]}, {"name": "c", "type": "worker", "path": ".", "dependsOn": ["a"]}, {"name": "d", "type": "worker", "path": ".", "dependsOn": ["a"]}]}',
    rules: ['depends-on-cycle'],
  },
  {
    name: 'no circle where two need the same',
    text: '{"appName": "A", "components": [{"name": "a", "type": "worker", "path": ".", "dependsOn": ["b", "c"]}, {"name": "b", "type": "worker", "path": ".", "dependsOn": ["c"]}, {"name": "c", "type": "worker", "path": "."}]}',
    rules: [],
  },
  {
    name: 'links that are not safe to click',
    text: `{"appName": "A", "components": [{${worker}}], "links": [{"url": »"javascript:alert(1)"}, {"url": »"/x"}]}`,
    rules: ['bad-url', 'bad-url'],
  },
  {
    name: 'half a surrogate pair in a key',
    text: `{"appName": "A", "components": [{${worker}, "annotations": {»"\\ud800": "x"}}]}`,
    rules: ['unstorable-text'],
  },
  {
    name: 'unknown keys at every level',
    text: `{"appName": "A", "components": [{${worker}, »"ports": 1}], "links": [{"url": "https://a.example", »"name": "x"}], »"Owner": "x"}`,
    rules: ['unknown-key', 'unknown-key', 'unknown-key'],
  },
  {
    name: 'keys that would be lost on the way through JavaScript',
    text: `{"appName": "A", »"__proto__": 1, "annotations": {»"__proto__": "a"}, "components": [{${worker}}]}`,
    rules: ['unknown-key', 'unknown-key'],
  },
  {
    name: 'a key given twice in the middle of what is right',
    text: `{"appName": "A", "components": [{${worker}, »"name": "mailer"}]}`,
    rules: ['duplicate-key'],
  },
  {
    name: 'syntax, schema and rules together, in the order of the text',
    text: `{
  »'appName': »'A',
  "components": [
    »{ "name": »"Web", "type": »"web", "port": »"80"», }»,
  ]
}`,
    rules: [
      'wrong-quotes',
      'wrong-quotes',
      'missing-property',
      'name-not-dns-label',
      'unknown-type',
      'port-is-text',
      'trailing-comma',
      'trailing-comma',
    ],
  },
  {
    name: 'nothing missing in an object that was not read to its end',
    text: '{"appName": "A", "components": [{"name": "a"»',
    rules: ['unexpected-end'],
  },
  {
    name: 'no unknown dependency where a component could not be read',
    text: `{"appName": "A", "components": [{${worker}, "dependsOn": ["b"]}, »: {"name": "b"}]}`,
    rules: ['unexpected-token'],
  },
  {
    name: 'nothing else about a value that cannot be told',
    text: withComponent(`${worker}, "port": »3000px`),
    rules: ['bad-number'],
  },
]

describe('parseManifest finds', () => {
  for (const { name, text: marked, rules } of findings)
    it(name, () => {
      const { text, places } = unmark(marked)
      expect(placesOf(parseManifest(text))).to.deep.equal(
        rules.map((rule, index) => `${rule} ${places[index]}`),
      )
    })
})

describe('a diagnostic', () => {
  it('counts lines and columns as editors do, and offsets in bytes', () => {
    const text = '\ufeff{\r\n\t"appName": "Caf\u00e9 😀", "appNam": 1,\r"components": [], \n}'
    const { range } = find('unknown-key', parseManifest(new TextEncoder().encode(text)))
    const before = new TextEncoder().encode(text.slice(0, text.indexOf('"appNam":'))).length
    expect(range).to.deep.equal({
      start: { line: 2, column: 24, offset: before },
      end: { line: 2, column: 32, offset: before + 8 },
    })
    expect(find('no-components', parseManifest(text)).range?.start).to.include({ line: 3, column: 15 })
  })

  it('places the first bad byte behind a byte-order mark and longer characters', () => {
    const bytes = Buffer.concat([
      Buffer.from('\ufeff{\n "é', 'utf8'),
      Buffer.from([0xe2, 0x82]),
      Buffer.from('"}'),
    ])
    const { range, message } = find('invalid-utf8', parseManifest(bytes))
    expect(range?.start).to.deep.equal({ line: 2, column: 4, offset: 9 })
    expect(message).to.equal('Byte 0xE2 is not valid UTF-8.')
  })

  it('places a sequence that is cut off at the end', () => {
    const { range } = find('invalid-utf8', parseManifest(Buffer.from([0x7b, 0xf0, 0x9f])))
    expect(range?.start).to.deep.equal({ line: 1, column: 2, offset: 1 })
  })

  it('recognises UTF-16', () => {
    expect(find('invalid-utf8', parseManifest(Buffer.from('\ufeff{}', 'utf16le'))).help).to.include('UTF-16')
  })

  it('has a pointer by RFC 6901', () => {
    const text = `{"appName": "A", "components": [{${worker}, "annotations": {"a/b~c": 1}}]}`
    expect(find('wrong-type', parseManifest(text)).pointer).to.equal('/components/0/annotations/a~1b~0c')
    expect(find('missing-property', parseManifest('{}')).pointer).to.equal('')
  })

  it('names the file it was asked to name', () => {
    expect(parseManifest('{', { file: 'shop/app-manifest.json' }).diagnostics[0]?.file).to.equal(
      'shop/app-manifest.json',
    )
    expect(parseManifest('{').diagnostics[0]?.file).to.equal('app-manifest.json')
  })

  it('points back to the first use of a name', () => {
    const text = `{"appName": "A", "components": [\n{${worker}},\n{"name": "MAILER", "type": "worker", "path": "."}]}`
    const [place] = find('duplicate-component', parseManifest(text)).related
    expect(place?.range?.start).to.include({ line: 2, column: 10 })
  })

  it('quotes what it is about without control characters, and cut', () => {
    const { message } = find(
      'unknown-type',
      parseManifest(withComponent(`"name": "a", "path": ".", "type": "\\u001b[2J\\u202e${'x'.repeat(200)}"`)),
    )
    expect(message).to.match(/^There is no component type "\\u001b\[2J\\u202ex+…"\.$/)
    expect(message.length).to.be.below(120)
  })

  it('can be stored whatever it quotes', () => {
    const parsed = parseManifest('{"appName": "A", "components": [], "a\\u0000\\ud800": 1}')
    expect(JSON.stringify(parsed.diagnostics)).to.not.match(/(?<!\\)\\u(?:0000|d800)/)
  })
})

describe('parseManifest keeps to its limits:', () => {
  it('1 MiB is read, one byte more is not', () => {
    const text = (size: number) => {
      const rest = withComponent(worker).replace('"Shop"', '"Shop", "description": ""')
      return rest.replace('""', `"${'a'.repeat(size - rest.length)}"`)
    }
    expect(parseManifest(text(1_048_576)).ok).to.equal(true)
    expect(placesOf(parseManifest(text(1_048_577)))).to.deep.equal(['manifest-too-large'])
    expect(placesOf(parseManifest(Buffer.from(text(1_048_577))))).to.deep.equal(['manifest-too-large'])
  })

  it('of more bytes than characters, the bytes count', () => {
    expect(placesOf(parseManifest(`"${'é'.repeat(524_288)}"`))).to.deep.equal(['manifest-too-large'])
  })

  it('100 findings and a word on the rest', () => {
    const components = Array.from({ length: 60 }, (_, index) => `{"name": "a${index}"}`)
    const { diagnostics } = parseManifest(`{"appName": "A", "components": [${components.join()}]}`)
    expect(diagnostics).to.have.length(101)
    expect(diagnostics.at(-1)).to.include({ code: 'WB125', severity: 'info' })
  })

  const hostile: readonly { name: string; text: string }[] = [
    { name: 'opening brackets', text: '['.repeat(1_000_000) },
    { name: 'opened objects', text: '{"a":'.repeat(200_000) },
    { name: 'a text without end', text: `{"a": "${' '.repeat(1_000_000)}` },
    { name: 'digits', text: `{"a": ${'1'.repeat(1_000_000)}x}` },
    { name: 'bad escapes', text: `{"a": "${'\\q'.repeat(500_000)}"}` },
    { name: 'words', text: `{"a": ${'x '.repeat(500_000)}}` },
    { name: 'closing brackets', text: `{"a": [${'}'.repeat(1_000_000)}` },
    { name: 'keys', text: `{${Array.from({ length: 60_000 }, (_, index) => `"k${index}": 1`).join()}}` },
    { name: 'line breaks', text: `${'\n'.repeat(1_000_000)}x` },
    { name: 'byte-order marks', text: '\ufeff'.repeat(340_000) },
    {
      name: 'unknown dependencies',
      text: `{"components": [${Array.from({ length: 500 }, (_, index) => `{"name": "c${index}", "dependsOn": ["x1", "x2", "x3"]}`).join()}]}`,
    },
  ]
  for (const { name, text } of hostile)
    it(`a megabyte of ${name} takes no time to speak of`, () => {
      const startedAt = performance.now()
      expect(parseManifest(text).ok).to.equal(false)
      // About 10 to 60 ms; the bound is for a busy machine. What is quadratic takes minutes.
      expect(performance.now() - startedAt).to.be.below(5000)
    })
})
