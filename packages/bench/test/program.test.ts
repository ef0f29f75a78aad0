import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import type { Report } from '../src/measure/report.js'

const main = fileURLToPath(new URL('../src/main.js', import.meta.url))

describe('npm run bench', function () {
  this.timeout(60_000)
  let directory: string

  before(() => {
    directory = mkdtempSync(join(tmpdir(), 'waybill-bench-test-'))
    // Started by root, PostgreSQL runs as another user, who has to get there.
    chmodSync(directory, 0o755)
  })
  after(() => rmSync(directory, { recursive: true, force: true }))

  const start = (...args: string[]) => {
    const child = spawn(process.execPath, [main, ...args], { env: { ...process.env, TMPDIR: directory } })
    return { child, stdout: text(child.stdout), stderr: text(child.stderr), ended: once(child, 'exit') }
  }
  /** Temporary directories that a bench has not removed; the generated catalogs are kept on purpose. */
  const leftovers = () => readdirSync(directory).filter(name => /^waybill-bench-(?!catalogs)/.test(name))

  const works = [
    {
      args: ['sync', '--apps', '20', '--runs', '1'],
      sections: 1,
      work: ['cold sync', 'sync, no change', 'sync, one change'],
    },
    {
      args: ['read', '--apps', '20', '--runs', '1', '--seconds', '1', '--warmUpSeconds', '0'],
      sections: 1,
      work: ['list', 'one app', 'list, 304'],
    },
    {
      args: ['provision', '--runs', '1', '--pickUps', '2'],
      sections: 2,
      work: ['first of a worker', 'next (init not needed)'],
    },
    { args: ['start', '--runs', '1'], sections: 1, work: ['serve to first 200, embedded', 'waybill --help'] },
  ]
  for (const { args, sections, work } of works) {
    it(`measures and leaves nothing behind: ${args.join(' ')}`, async () => {
      const { stdout, stderr, ended } = start(...args, '--no-durable', '--json')
      expect(await ended, await stderr).to.deep.equal([0, null])
      const report: Report = JSON.parse(await stdout)
      expect(report.sections).to.have.length(sections)
      const findings = report.sections.flatMap(section => section.findings)
      expect(findings.map(finding => finding.work)).to.include.members(work)
      expect(findings.every(({ value }) => value > 0 || value === 0)).to.equal(true)
      expect(leftovers()).to.deep.equal([])
    })
  }

  it('ends everything when it is interrupted', async () => {
    const { child, stdout, ended } = start('sync', '--apps', '20', '--runs', '1000', '--no-durable')
    await new Promise<void>(resolve => {
      child.stderr.on('data', chunk => String(chunk).includes('run 1 of 1000') && resolve())
    })
    child.kill('SIGINT')
    expect(await ended).to.deep.equal([130, null])
    expect(await stdout).to.equal('')
    expect(leftovers()).to.deep.equal([])
  })

  const refused = [
    { name: 'an unknown bench', args: ['bogus'], message: 'Unknown argument: bogus' },
    { name: 'an unknown option', args: ['sync', '--app', '3'], message: 'Unknown argument: app' },
    {
      name: 'a size that is none',
      args: ['sync', '--apps', '10,x'],
      message: '"10,x" is not a list of sizes',
    },
  ]
  for (const { name, args, message } of refused) {
    it(`refuses ${name}`, async () => {
      const { stderr, ended } = start(...args)
      expect(await ended).to.deep.equal([2, null])
      expect(await stderr).to.contain(message)
    })
  }
})
