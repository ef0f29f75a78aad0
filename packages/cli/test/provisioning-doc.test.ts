import { readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { before, describe, it } from 'mocha'
import { settingNames } from '../src/config/settings.js'
import { waybill } from './support/waybill-process.js'

const doc = readFileSync(fileURLToPath(new URL('../../../../docs/provisioning.md', import.meta.url)), 'utf8')

/** Every first group of a pattern in the document, once. */
function listed(pattern: RegExp): readonly string[] {
  return [...new Set(Array.from(doc.matchAll(pattern), match => match[1] ?? ''))]
}

describe('docs/provisioning.md', function () {
  this.timeout(60_000)
  const help: Record<string, string> = {}
  before(async () => {
    for (const group of ['workspace', 'run']) {
      help[group] = (await waybill([group, '--help'], { cwd: tmpdir() })).stdout
    }
  })

  for (const group of ['workspace', 'run'] as const) {
    it(`names only verbs of \`waybill ${group}\` that are there`, () => {
      const verbs = listed(new RegExp(`(?:\`|waybill )${group} ([a-z-]+)`, 'g'))
      expect(verbs.length).to.be.greaterThan(4)
      for (const verb of verbs) expect(help[group], verb).to.match(new RegExp(`waybill ${group} ${verb}\\b`))
    })
  }

  it('names every verb but those that only look', () => {
    const verbs = Array.from(
      `${help.workspace}${help.run}`.matchAll(/waybill (?:workspace|run) ([a-z-]+)/g),
      match => match[1] ?? '',
    )
    const missing = verbs.filter(verb => !['ls', 'get'].includes(verb) && !doc.includes(verb))
    expect(missing).to.deep.equal([])
  })

  it('names only settings that are there', () => {
    for (const name of listed(/(WAYBILL_[A-Z_]+)/g)) expect(settingNames).to.include(name)
  })
})
