import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { describe, it } from 'mocha'
import { diagnosticRules } from '../../src/diagnostic/codes.js'
import { renderDiagnosticsDoc } from './render-diagnostics-doc.js'

// From dist/test/diagnostic.
const path = fileURLToPath(new URL('../../../../../docs/diagnostics.md', import.meta.url))

describe('docs/diagnostics.md', () => {
  it('says what the table says (made anew with WRITE_DOCS=1)', () => {
    const text = renderDiagnosticsDoc(diagnosticRules)
    if (process.env.WRITE_DOCS === '1') writeFileSync(path, text)
    expect(readFileSync(path, 'utf8')).to.equal(text)
  })
})
