import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
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

/** A bench as a process of its own, with a temporary directory of its own. */
interface StartedBench {
  readonly child: ChildProcessWithoutNullStreams
  readonly stdout: Promise<string>
  readonly stderr: Promise<string>
  readonly ended: Promise<unknown[]>
  /** What it has not removed; the generated catalogs are kept on purpose. */
  leftovers(): string[]
}

describe('npm run bench', function () {
  this.timeout(90_000)
  const directories: string[] = []
  after(() => {
    for (const directory of directories) rmSync(directory, { recursive: true, force: true })
  })

  const start = (...args: string[]): StartedBench => {
    const directory = mkdtempSync(join(tmpdir(), 'waybill-bench-test-'))
    directories.push(directory)
    // Started by root, PostgreSQL runs as another user, who has to get there.
    chmodSync(directory, 0o755)
    const child = spawn(process.execPath, [main, ...args], { env: { ...process.env, TMPDIR: directory } })
    return {
      child,
      stdout: text(child.stdout),
      stderr: text(child.stderr),
      ended: once(child, 'exit'),
      leftovers: () => readdirSync(directory).filter(name => /^waybill-bench-(?!catalogs)/.test(name)),
    }
  }

  describe('measures and leaves nothing behind', () => {
    const oneRound = ['--runs', '1', '--warmUpRounds', '0']
    const works = [
      {
        args: ['sync', '--apps', '20,40', ...oneRound],
        sections: 3,
        work: ['cold sync', 'sync, no change', 'sync, one change'],
      },
      {
        args: ['git', '--apps', '20', ...oneRound],
        sections: 2,
        work: [
          'no change, beyond git rev-parse',
          'force push, fetched, 1 % differs',
          'change visible in the API',
        ],
      },
      { args: ['validate', '--apps', '20', ...oneRound], sections: 1, work: ['validate, against the scan'] },
      {
        args: [
          ...['read', '--apps', '20', '--runs', '1', '--seconds', '1', '--warmUpSeconds', '0'],
          ...['--searchApps', '20', '--readers', '20'],
        ],
        sections: 3,
        work: ['list', 'one app', 'list, 304'],
      },
      {
        args: ['queue', '--workspaces', '3', '--slots', '2', '--runs', '1'],
        sections: 1,
        work: ['all ready'],
      },
      {
        args: ['provision', '--pickUps', '2', ...oneRound],
        sections: 2,
        work: ['first of a worker', 'next (init not needed)'],
      },
      { args: ['start', ...oneRound], sections: 1, work: ['serve to first 200, embedded', 'waybill --help'] },
    ]
    // All at once: what they measure is of no interest here.
    let started: StartedBench[] = []
    before(() => {
      started = works.map(({ args }) =>
        start(...args, '--json', ...(args[0] === 'validate' ? [] : ['--no-durable'])),
      )
    })

    for (const [index, { args, sections, work }] of works.entries()) {
      it(String(args[0]), async () => {
        const bench = started[index]
        if (!bench) throw new Error('before starts them all')
        expect(await bench.ended, await bench.stderr).to.deep.equal([0, null])
        const report: Report = JSON.parse(await bench.stdout)
        expect(report.sections).to.have.length(sections)
        const findings = report.sections.flatMap(section => section.findings)
        expect(findings.map(finding => finding.work)).to.include.members(work)
        expect(findings.filter(({ value }) => !(value >= 0))).to.deep.equal([])
        expect(bench.leftovers()).to.deep.equal([])
      })
    }
  })

  it('ends everything when it is interrupted', async () => {
    const { child, stdout, ended, leftovers } = start(
      'sync',
      '--apps',
      '20',
      '--runs',
      '1000',
      '--no-durable',
    )
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
