import { expect } from 'chai'
import { describe, it } from 'mocha'
import { applyFixes } from '../../src/diagnostic/apply-fixes.js'
import { formatHuman } from '../../src/diagnostic/format-human.js'
import { formatSarif } from '../../src/diagnostic/format-sarif.js'
import { parseManifest } from '../../src/manifest/parse-manifest.js'
import { fuzzManifest, Random } from './fuzz-manifests.js'

/** All of it: `WAYBILL_FUZZ=100000`; another run of it: `WAYBILL_FUZZ_SEED=…`. */
const runs = Number(process.env.WAYBILL_FUZZ ?? 1000)
const seed = Number(process.env.WAYBILL_FUZZ_SEED ?? 1)
/** A manifest of a few hundred bytes takes well under a millisecond; this is only against hangs. */
const mostMs = 2000

const file = 'app-manifest.json'

/** What must hold for any bytes. */
function check(bytes: Uint8Array): void {
  const started = performance.now()
  const result = parseManifest(bytes, { file })
  const { diagnostics } = result
  for (const { range, related, fix } of diagnostics)
    for (const place of [
      range,
      ...related.map(one => one.range),
      ...(fix?.edits ?? []).map(edit => edit.range),
    ]) {
      if (!place) continue
      expect(place.start.offset).to.be.within(0, place.end.offset)
      expect(place.end.offset).to.be.at.most(bytes.length)
      expect(place.start.line).to.be.within(1, place.end.line)
      expect(Math.min(place.start.column, place.end.column)).to.be.at.least(1)
    }
  if (!result.ok) {
    const errors = diagnostics.filter(({ severity }) => severity === 'error')
    expect(
      errors.some(({ range }) => range !== undefined),
      'an error has a place',
    ).to.equal(true)
  } else
    expect(() =>
      JSON.parse(
        Buffer.from(bytes)
          .toString()
          .replace(/^\ufeff/, ''),
      ),
    ).to.not.throw()
  const text = Buffer.from(bytes).toString()
  formatHuman(diagnostics, { textOf: () => text, width: 80 })
  formatSarif(diagnostics)
  applyFixes(bytes, diagnostics, { file, which: 'all' })
  expect(performance.now() - started, 'milliseconds').to.be.below(mostMs)
}

describe('fuzzed manifests', function () {
  this.timeout(Math.max(30_000, runs * 20))

  it(`give no crash, no hang, and a place when they are wrong (${runs} of seed ${seed})`, () => {
    const random = new Random(seed)
    for (let run = 0; run < runs; run++) {
      const bytes = fuzzManifest(random)
      try {
        check(bytes)
      } catch (error) {
        const shown = Buffer.from(bytes).toString('base64')
        throw new Error(`Run ${run} of seed ${seed}, base64 ${shown}`, { cause: error })
      }
    }
  })
})
