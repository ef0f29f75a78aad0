import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { describe, it } from 'mocha'
import { diagnosticRules } from '../../src/diagnostic/codes.js'
import type { Diagnostic } from '../../src/diagnostic/diagnostic.js'
import { type ScanResult, scan } from '../../src/source/scan.js'

// From dist/test/source.
const directory = fileURLToPath(new URL('../../../../../examples/broken', import.meta.url))

interface Expected {
  readonly code: string
  readonly line?: number
  readonly column?: number
}

/** What no repository can hold well; these have their own tests. */
const madeByTests = ['manifest-too-large', 'too-many-entries', 'too-many-problems'] as const

function byFolder(diagnostics: readonly Diagnostic[]): Record<string, Expected[]> {
  const folders: Record<string, Expected[]> = {}
  for (const { file, code, range } of diagnostics) {
    const folder = file.slice(0, file.indexOf('/'))
    const found = range ? { code, line: range.start.line, column: range.start.column } : { code }
    folders[folder] = [...(folders[folder] ?? []), found]
  }
  return folders
}

describe('examples/broken', () => {
  const expected: Record<string, Expected[]> = JSON.parse(readFileSync(`${directory}/expected.json`, 'utf8'))
  let result: ScanResult

  before(async () => {
    result = await scan(directory)
  })

  it('gives exactly the diagnostics of expected.json', () => {
    expect(byFolder(result.diagnostics)).to.deep.equal(expected)
  })

  it('has a folder for every rule that a repository can hold', () => {
    const found = new Set(Object.values(expected).flatMap(list => list.map(({ code }) => code)))
    const missing = Object.entries(diagnosticRules).filter(([, { code }]) => !found.has(code))
    expect(missing.map(([name]) => name)).to.have.members(madeByTests)
  })

  it('takes the manifests that have only warnings, and no other', () => {
    for (const { diagnostics, manifest } of result.apps)
      expect(manifest !== undefined).to.equal(!isBroken(diagnostics))
  })

  function isBroken(diagnostics: readonly Diagnostic[]): boolean {
    const errors = diagnostics.filter(({ severity }) => severity === 'error')
    // Of the folders with one slug, one keeps it.
    return errors.some(({ code, message }) => code !== 'WB401' || !message.includes('This folder keeps it'))
  }
})
