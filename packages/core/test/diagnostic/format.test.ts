import { expect } from 'chai'
import { describe, it } from 'mocha'
import type { Diagnostic } from '../../src/diagnostic/diagnostic.js'
import { formatConcise } from '../../src/diagnostic/format-concise.js'
import { formatHuman } from '../../src/diagnostic/format-human.js'
import { formatJson } from '../../src/diagnostic/format-json.js'
import { formatSummary } from '../../src/diagnostic/format-summary.js'
import { printable, quote } from '../../src/diagnostic/printable.js'
import { parseManifest } from '../../src/manifest/parse-manifest.js'

const file = 'shop/app-manifest.json'

function diagnose(text: string): readonly Diagnostic[] {
  return parseManifest(text, { file }).diagnostics
}

function human(text: string, options: { readonly width?: number } = {}): string {
  return formatHuman(diagnose(text), { textOf: name => (name === file ? text : undefined), ...options })
}

const web = '{ "name": "web", "type": "frontend", "path": "./web", "port": "3000" }'
const shop = `{
  "appName": "Shop",
  "components": [
    ${web}
  ]
}
`

describe('formatHuman', () => {
  it('shows place, lines, carets, help and fix', () => {
    expect(human(shop)).to.equal(`error[WB203]: The port 3000 is in quotes, which makes it text.
 --> shop/app-manifest.json:4:67
  |
3 |   "components": [
4 |     { "name": "web", "type": "frontend", "path": "./web", "port": "3000" }
  |                                                                   ^^^^^^
5 |   ]
  |
  = help: Write 3000 without quotes.
  = fix: Remove the quotes
`)
  })

  it('shows related places with lines of their own, and line numbers of any width', () => {
    const text = `{
  "appName": "Shop",
  "components": [${'\n'.repeat(6)}    { "name": "a", "type": "worker", "path": "." },
    { "name": "a", "type": "worker", "path": "." }
  ]
}
`
    expect(human(text)).to.equal(`error[WB210]: Another component of this app is named "a" already.
  --> shop/app-manifest.json:10:15
   |
 9 |     { "name": "a", "type": "worker", "path": "." },
10 |     { "name": "a", "type": "worker", "path": "." }
   |               ^^^
11 |   ]
   |
   = help: Capital and small letters are the same in component names.
note: the name is first used here
  --> shop/app-manifest.json:9:15
   |
 8 |
 9 |     { "name": "a", "type": "worker", "path": "." },
   |               ^^^
10 |     { "name": "a", "type": "worker", "path": "." }
   |
`)
  })

  it('puts carets right below tabs, wide characters and emoji', () => {
    const text = '{\n\t"appName": "日本 👩‍💻",\t"tags": 1,\n  "components": []}\n'
    const [, , , , marked, carets] = human(text).split('\n')
    expect(marked).to.equal('2 |     "appName": "日本 👩\ufffd💻",    "tags": 1,')
    // Forty columns: two each for 日, 本, 👩 and 💻, and tabs up to the next fourth.
    expect(carets).to.equal(`  | ${' '.repeat(40)}^`)
  })

  it('cuts long lines around what is meant', () => {
    const text = `{"appName": "A", "description": "${'long '.repeat(40)}", "tags": 1, "owner": "${'o'.repeat(100)}", "components": []}\n`
    const lines = human(text, { width: 60 }).split('\n')
    expect(lines.slice(0, 6)).to.deep.equal([
      'error[WB202]: "tags" is a number, but has to be a list: [ …',
      '  ].',
      ' --> shop/app-manifest.json:1:245',
      '  |',
      '1 | … long ", "tags": 1, "owner": "oooooooooooooooooooooooo…',
      '  |                   ^',
    ])
    for (const line of lines) expect(line.length).to.be.at.most(60)
  })

  it('breaks long messages at spaces', () => {
    const [first, second] = human(shop, { width: 40 }).split('\n')
    expect(first).to.equal('error[WB203]: The port 3000 is in')
    expect(second).to.equal('  quotes, which makes it text.')
  })

  it('marks the first line of what goes over several', () => {
    expect(human('{"appName": "A", "components": {\n}\n}\n')).to.include(`1 | {"appName": "A", "components": {
  |                                ^
2 | }
`)
  })

  it('marks the place right after a line', () => {
    expect(human('{"appName": "A", "components": [')).to.include(`1 | {"appName": "A", "components": [
  |                                 ^
`)
  })

  it('shows only the place where there is no text', () => {
    expect(
      formatHuman(diagnose(shop)),
    ).to.equal(`error[WB203]: The port 3000 is in quotes, which makes it text.
 --> shop/app-manifest.json:4:67
  = help: Write 3000 without quotes.
  = fix: Remove the quotes
`)
  })

  it('gives colour to what the caller has colours for', () => {
    const [head, place] = formatHuman(diagnose(shop), {
      paint: { error: text => `<${text}>`, frame: text => `(${text})` },
    }).split('\n')
    expect(head).to.equal('<error[WB203]>: The port 3000 is in quotes, which makes it text.')
    expect(place).to.equal(' (-->) shop/app-manifest.json:4:67')
  })

  it('says nothing of nothing', () => {
    expect(formatHuman([])).to.equal('')
  })
})

describe('formatConcise', () => {
  it('is one line each, with the place where there is one', () => {
    const text = formatConcise([
      ...diagnose(shop),
      { code: 'WB301', severity: 'info', message: 'No app.', file, related: [] },
    ])
    expect(
      text,
    ).to.equal(`shop/app-manifest.json:4:67: error WB203: The port 3000 is in quotes, which makes it text.
shop/app-manifest.json: info WB301: No app.
`)
  })
})

describe('formatJson', () => {
  it('has a version, counts and all there is', () => {
    const diagnostics = diagnose(shop)
    expect(JSON.parse(formatJson(diagnostics))).to.deep.equal({
      version: 1,
      counts: { error: 1, warning: 0, info: 0 },
      diagnostics,
    })
  })
})

describe('formatSummary', () => {
  const cases = [
    { text: shop, summary: '1 error in 1 file.' },
    { text: shop.replace('"3000"', '"80", "a": 1, "b": 2'), summary: '1 error and 2 warnings in 1 file.' },
    { text: shop.replace('"3000"', '3000'), summary: 'No problems.' },
  ]
  for (const { text, summary } of cases)
    it(summary, () => expect(formatSummary(diagnose(text))).to.equal(summary))
})

describe('no format lets a terminal act on what a manifest says:', () => {
  const evil = '\u001b[2J\u009b31m\u0007\u202e\u2066\u200b\u2028\u007f'
  const text = `{"appName": "A", "components": [], "${evil}": 1}`
  const diagnostics = diagnose(text).map(diagnostic => ({
    ...diagnostic,
    file: `${evil}/x`,
    message: evil + diagnostic.message,
  }))
  const outputs = {
    human: formatHuman(diagnostics, { textOf: () => text, paint: {} }),
    concise: formatConcise(diagnostics),
    json: formatJson(diagnostics),
  }
  for (const [name, output] of Object.entries(outputs))
    it(name, () => {
      expect(output).to.not.match(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069]/)
    })

  it('and JSON still says the same', () => {
    expect(JSON.parse(outputs.json).diagnostics).to.deep.equal(diagnostics)
  })
})

describe('printable', () => {
  it('keeps one sign for each, so that columns stay', () => {
    const text = 'a\u001b\u0000\u007f\u009b\u202e\t\n日\ud800b'
    expect(printable(text)).to.equal('a␛␀␡\ufffd\ufffd␉␊日\ufffdb')
    expect(printable(text)).to.have.length(text.length)
  })
})

describe('quote', () => {
  it('escapes and cuts', () => {
    expect(quote('a"\u001b\u202e')).to.equal('"a\\"\\u001b\\u202e"')
    expect(quote('x'.repeat(61))).to.equal(`"${'x'.repeat(59)}…"`)
  })
})
