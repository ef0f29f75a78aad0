import { expect } from 'chai'
import { describe, it } from 'mocha'
import { parseManifest } from '../../src/manifest/parse-manifest.js'

/** Values that RFC 8259 allows; each stands as `x-value` in a manifest, and alone. */
const right: Readonly<Record<string, string>> = {
  '§3 false': 'false',
  '§3 null': 'null',
  '§3 true': 'true',
  '§4 empty object': '{}',
  '§4 object': '{"a": 1, "b": {}}',
  '§4 empty name': '{"": 0}',
  '§4 escaped name': '{"\\u0061b": 1}',
  '§4 long name': `{"${'n'.repeat(300)}": 1}`,
  '§5 empty list': '[]',
  '§5 list of all kinds': '[null, 1, "1", {}, [], true]',
  '§5 nested lists': '[[[[[[]]]]]]',
  '§2 every space': ' \t\n\r[ \t\n\r1 \t\n\r, \t\n\r2 \t\n\r] \t\n\r',
  '§6 zero': '0',
  '§6 minus zero': '-0',
  '§6 integer': '123',
  '§6 negative': '-123',
  '§6 fraction': '0.5',
  '§6 exponent': '1e5',
  '§6 capital exponent': '1E5',
  '§6 signed exponents': '[1e+5, 1e-5]',
  '§6 fraction and exponent': '-1.25e-3',
  '§6 beyond doubles': '123456789012345678901234567890',
  '§6 tiny': '1e-400',
  '§6 many digits': `0.${'1'.repeat(300)}`,
  '§7 empty text': '""',
  '§7 every short escape': '"\\" \\\\ \\/ \\b \\f \\n \\r \\t"',
  '§7 unicode escape': '"\\u20AC \\u20ac"',
  '§7 pair of escapes': '"\\uD834\\uDD1E"',
  '§7 unescaped beyond ASCII': '"€ 日本 𝄞"',
  '§7 DEL and C1 as they are': '"\u007f\u0080\u009f"',
  '§7 line separators': '"\u2028\u2029"',
  '§7 escaped control': '"\\u0001\\u001F"',
  '§7 a slash': '"/"',
  '§7 noncharacter': '"\uffff"',
}

/** Texts that RFC 8259 does not allow, by the rule they break; each alone and as `x-value`. */
const wrong: Readonly<Record<string, string>> = {
  '§2 nothing': '',
  '§2 two values': '1 2',
  '§2 a vertical tab': '\u000b1',
  '§2 a no-break space': '\u00a01',
  '§2 a form feed': '\u000c[]',
  '§2 a comment': '/* a */ 1',
  '§2 a line comment': '1 // a',
  '§2 a hash comment': '# a\n1',
  '§3 capital True': 'True',
  '§3 short tru': 'tru',
  '§3 nul': 'nul',
  '§3 undefined': 'undefined',
  '§3 NaN': 'NaN',
  '§3 Infinity': '-Infinity',
  '§3 truefalse': 'truefalse',
  '§4 no colon': '{"a" 1}',
  '§4 no value': '{"a":}',
  '§4 no comma': '{"a": 1 "b": 2}',
  '§4 a comma at the end': '{"a": 1,}',
  '§4 a comma first': '{,"a": 1}',
  '§4 two commas': '{"a": 1,,"b": 2}',
  '§4 a bare name': '{a: 1}',
  '§4 a number for a name': '{1: 1}',
  '§4 single quotes': "{'a': 1}",
  '§4 a name alone': '{"a"}',
  '§4 two colons': '{"a":: 1}',
  '§4 unclosed': '{"a": 1',
  '§4 closed twice': '{}}',
  '§4 closed as a list': '{"a": 1]',
  '§4 a value for a name': '{[]: 1}',
  '§5 no comma': '[1 2]',
  '§5 a comma at the end': '[1,]',
  '§5 a comma first': '[,1]',
  '§5 only a comma': '[,]',
  '§5 two commas': '[1,,2]',
  '§5 unclosed': '[1',
  '§5 a colon': '[1: 2]',
  '§5 closed twice': '[]]',
  '§5 closed as an object': '[1}',
  '§5 a key': '["a": 1]',
  '§6 a leading zero': '01',
  '§6 minus and leading zero': '-01',
  '§6 a plus': '+1',
  '§6 no digit before the point': '.5',
  '§6 no digit after the point': '1.',
  '§6 no exponent': '1e',
  '§6 a signed exponent without digits': '1e+',
  '§6 hexadecimal': '0x10',
  '§6 octal': '0o7',
  '§6 a separator': '1_000',
  '§6 a comma as the point': '[1,5e]',
  '§6 two points': '1.2.3',
  '§6 minus alone': '-',
  '§6 minus and space': '- 1',
  '§6 a letter behind': '1a',
  '§6 full-width digits': '１',
  '§6 a big suffix': '10n',
  '§7 unclosed': '"a',
  '§7 a raw line break': '"a\nb"',
  '§7 a raw tab': '"a\tb"',
  '§7 a raw NUL': '"a\u0000b"',
  '§7 an unknown escape': '"\\x41"',
  '§7 an escaped single quote': '"\\\'"',
  '§7 a short unicode escape': '"\\u12"',
  '§7 a unicode escape of no digits': '"\\uZZZZ"',
  '§7 an escape at the end': '"\\',
  '§7 single quotes': "'a'",
  '§7 back quotes': '`a`',
  '§7 typographic quotes': '“a”',
  '§7 capital U': '"\\U0041"',
  '§7 a line continued': '"a\\\nb"',
}

const around = (value: string) =>
  `{"appName": "A", "components": [{"name": "a", "type": "worker", "path": "."}], "x-value": ${value}}`
const syntaxCodes = (text: string | Uint8Array) =>
  parseManifest(text).diagnostics.filter(
    ({ code, severity }) => code.startsWith('WB1') && severity === 'error',
  )

describe('JSON as RFC 8259 has it', () => {
  for (const [name, text] of Object.entries(right))
    it(`takes ${name}`, () => {
      expect(() => JSON.parse(text)).to.not.throw()
      expect(parseManifest(around(text))).to.include({ ok: true })
      const alone = syntaxCodes(text).map(({ code }) => code)
      expect(alone).to.deep.equal(text.trim().startsWith('{') ? [] : ['WB105'])
    })

  for (const [name, text] of Object.entries(wrong))
    it(`refuses ${name}, and says where`, () => {
      expect(() => JSON.parse(text)).to.throw()
      for (const manifest of [text, around(text)]) {
        const [first] = syntaxCodes(manifest)
        expect(first?.range, manifest).to.not.equal(undefined)
        expect(first?.range?.end.offset).to.be.at.most(Buffer.byteLength(manifest))
      }
    })

  const encodings = [
    {
      name: '§8.1 a byte-order mark is ignored, with a warning',
      bytes: [0xef, 0xbb, 0xbf],
      codes: ['WB101'],
    },
    { name: '§8.1 UTF-16 is refused', bytes: [0xff, 0xfe, 0x7b, 0x00], codes: ['WB102'] },
    { name: '§8.1 a lone continuation byte is refused', bytes: [0x80], codes: ['WB102'] },
    { name: '§8.1 an overlong slash is refused', bytes: [0xc0, 0xaf], codes: ['WB102'] },
    { name: '§8.1 a surrogate in UTF-8 is refused', bytes: [0xed, 0xa0, 0x80], codes: ['WB102'] },
    { name: '§8.1 beyond U+10FFFF is refused', bytes: [0xf4, 0x90, 0x80, 0x80], codes: ['WB102'] },
    { name: '§8.1 a cut sequence is refused', bytes: [0xe2, 0x82], codes: ['WB102'] },
  ]
  for (const { name, bytes, codes } of encodings)
    it(name, () => {
      const { diagnostics } = parseManifest(Buffer.concat([Buffer.from(bytes), Buffer.from(around('1'))]))
      expect(diagnostics.map(({ code }) => code)).to.deep.equal(codes)
      expect(diagnostics[0]?.range?.start.offset).to.equal(0)
    })
})
