import { expect } from 'chai'
import fc from 'fast-check'
import { describe, it } from 'mocha'
import { applyFixes } from '../../src/diagnostic/apply-fixes.js'
import type { Diagnostic, Range } from '../../src/diagnostic/diagnostic.js'
import { contentHash } from '../../src/manifest/content-hash.js'
import { parseJson } from '../../src/manifest/json-parser.js'
import { nodeValue } from '../../src/manifest/json-tree.js'
import type { Manifest } from '../../src/manifest/manifest.js'
import { hasErrors, parseManifest } from '../../src/manifest/parse-manifest.js'
import { arbitraryManifest } from './arbitrary-manifest.js'

// The seed of a failure is in its message; pass it here as `seed` to run it again.
const runs = { numRuns: 2000 }

/** Pieces that broken manifests are made of, so that random texts get past their first character. */
const piece = fc.constantFrom(
  ...[
    '{',
    '}',
    '[',
    ']',
    ':',
    ',',
    '"a"',
    '"b',
    '\\',
    '\n',
    '\r\n',
    ' ',
    '\t',
    '// x\n',
    '/*',
    '*/',
    '#',
    '=',
    '1',
    '-',
  ],
  ...[
    '0',
    '.5',
    'e',
    'true',
    'nul',
    'null',
    'None',
    "'",
    '“',
    '”',
    '`',
    '\u00a0',
    '\ufeff',
    '\0',
    '\ud800',
    '😀',
    'é',
  ],
  ...[
    '"appName"',
    '"components"',
    '"name"',
    '"type"',
    '"port"',
    '"worker"',
    '"path"',
    '"."',
    '\\u00',
    '__proto__',
  ],
)
const pieces = fc.array(piece, { maxLength: 30 }).map(parts => parts.join(''))
const damaged = fc
  .tuple(arbitraryManifest, fc.nat(), fc.nat(3), pieces)
  .map(([manifest, at, removed, inserted]) => {
    const text = JSON.stringify(manifest, undefined, 1)
    const index = at % text.length
    return text.slice(0, index) + inserted.slice(0, 5) + text.slice(index + removed)
  })
const anyText = fc.oneof(pieces, damaged, fc.json(), fc.string({ unit: 'binary' }))
const anyBytes = fc.oneof(
  fc.uint8Array({ maxLength: 100 }),
  anyText.map(text => new TextEncoder().encode(text)),
  fc.tuple(damaged, fc.nat(), fc.nat(255)).map(([text, at, byte]) => {
    const bytes = new TextEncoder().encode(text)
    bytes[at % bytes.length] = byte
    return bytes
  }),
)

describe('parseManifest, for all', () => {
  it('manifests: what is written is what is read, however it is written', () => {
    fc.assert(
      fc.property(arbitraryManifest, fc.constantFrom(undefined, 1, '\t'), (manifest, indent) => {
        const parsed = parseManifest(JSON.stringify(manifest, undefined, indent))
        expect(parsed.ok && parsed.manifest).to.deep.equal(manifest)
      }),
      runs,
    )
  })

  it('manifests: the order of keys does not change the content hash, any value does', () => {
    fc.assert(
      fc.property(arbitraryManifest, arbitraryManifest, (one, other) => {
        expect(contentHash(reversed(one))).to.equal(contentHash(one))
        const isEqual = JSON.stringify(one) === JSON.stringify(other)
        if (!isEqual)
          expect(contentHash({ ...one, appName: `${one.appName}!` })).to.not.equal(contentHash(one))
      }),
      runs,
    )
  })

  it('texts: never throws, and each finding has a place inside the text', () => {
    fc.assert(
      fc.property(anyText, text => {
        const parsed = parseManifest(text)
        expect(parsed.ok).to.equal(!hasErrors(parsed.diagnostics))
        expectInside(parsed.diagnostics, new TextEncoder().encode(text))
      }),
      runs,
    )
  })

  it('bytes: the same', () => {
    fc.assert(
      fc.property(anyBytes, bytes => {
        const parsed = parseManifest(bytes)
        expect(parsed.ok).to.equal(!hasErrors(parsed.diagnostics))
        expectInside(parsed.diagnostics, bytes)
      }),
      runs,
    )
  })

  it('bytes: applying the safe fixes never makes a good manifest another one, nor throws', () => {
    fc.assert(
      fc.property(anyBytes, bytes => {
        const before = parseManifest(bytes)
        const fixed = applyFixes(bytes, before.diagnostics, { file: 'app-manifest.json' })
        const after = parseManifest(fixed.bytes)
        if (before.ok) expect(after.ok && after.manifest).to.deep.equal(before.manifest)
      }),
      runs,
    )
  })
})

describe('parseJson, for all texts', () => {
  /** What JSON.parse lets pass and we do not. */
  const ownRules = new Set(['duplicate-key', 'too-deep', 'not-an-object'])

  it('finds something exactly when JSON.parse does, else the same value', () => {
    fc.assert(
      fc.property(anyText, text => {
        const { root, problems } = parseJson(text)
        const strict = parseStrictly(text)
        if (!strict) expect(problems).to.not.have.length(0)
        else expect(problems.filter(({ rule }) => !ownRules.has(rule))).to.deep.equal([])
        if (strict && problems.length === 0) expect(root && nodeValue(root)).to.deep.equal(strict.value)
      }),
      { numRuns: 5000 },
    )
  })
})

function parseStrictly(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) }
  } catch {
    return undefined
  }
}

function reversed(manifest: Manifest): Manifest {
  return JSON.parse(JSON.stringify(manifest), (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).reverse())
      : value,
  )
}

function expectInside(diagnostics: readonly Diagnostic[], bytes: Uint8Array): void {
  for (const { range, related, fix } of diagnostics) {
    const ranges = [
      range,
      ...related.map(place => place.range),
      ...(fix?.edits.map(edit => edit.range) ?? []),
    ]
    for (const each of ranges) if (each) expectRangeInside(each, bytes)
  }
}

function expectRangeInside({ start, end }: Range, bytes: Uint8Array): void {
  expect(start.offset).to.be.at.most(end.offset)
  expect(end.offset).to.be.at.most(bytes.length)
  // Line and column say the same as the offset.
  const before = new TextDecoder().decode(bytes.subarray(0, start.offset))
  const lines = before.split(/\r\n|\n|\r/)
  expect([start.line, start.column]).to.deep.equal([lines.length, (lines.at(-1)?.length ?? 0) + 1])
}
