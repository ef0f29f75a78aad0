import { execFileSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { afterEach, beforeEach, describe, it } from 'mocha'
import { waybill } from './support/waybill-process.js'

const examples = fileURLToPath(new URL('../../../../examples', import.meta.url))
const manifest = 'app-manifest.json'

describe('waybill validate', function () {
  this.timeout(30_000)
  let cwd: string

  beforeEach(() => {
    cwd = mkdtempSync(join(tmpdir(), 'waybill-validate-'))
    for (const folder of ['shop', 'who-am-i'])
      cpSync(join(examples, 'apps', folder), join(cwd, 'apps', folder), { recursive: true })
    for (const folder of ['port-is-text', 'port-missing', 'wrong-quotes', 'unknown-type'])
      cpSync(join(examples, 'broken', folder), join(cwd, 'apps', folder), { recursive: true })
  })

  afterEach(() => rmSync(cwd, { recursive: true, force: true }))

  const read = (folder: string) => readFileSync(join(cwd, 'apps', folder, manifest), 'utf8')

  describe('looks at', () => {
    const cases = [
      { name: 'an app folder', args: ['apps/shop'], stderr: /^1 app: No problems/ },
      {
        name: 'a manifest',
        args: [`apps/port-is-text/${manifest}`],
        stdout: /^apps\/port-is-text\/app-manifest.json:4:67: error WB203/,
        code: 1,
      },
      { name: 'a glob, in quotes', args: ['apps/port-*'], stderr: /^2 apps: 1 error and 1 warning/, code: 1 },
      { name: 'an apps directory', args: ['apps'], stderr: /^6 apps: /, code: 1 },
      {
        name: 'each app once, however often it is named',
        args: ['apps/shop', 'apps/shop', 'apps/sho?'],
        stderr: /^1 app:/,
      },
      { name: 'and fails on a glob without a match', args: ['zz*'], stderr: /nothing at zz\*/, code: 3 },
      {
        name: 'and fails on a folder without any app',
        args: ['apps/shop/web'],
        stderr: /no app-manifest.json/,
        code: 3,
      },
      {
        name: 'and fails on warnings where that is asked for',
        args: ['apps/port-missing', '--fail-on', 'warning'],
        code: 1,
        stdout: /WB213/,
      },
      {
        name: 'and shows errors only, if quiet',
        args: ['apps/port-missing', '--quiet'],
        stderr: /No problems/,
      },
      {
        name: 'and knows no other format',
        args: ['apps', '--format', 'xml'],
        stderr: /There is no format "xml"/,
        code: 2,
      },
      {
        name: 'and gives stdout to one format',
        args: ['apps', '--format', 'json', '--format', 'sarif'],
        stderr: /Only one format/,
        code: 2,
      },
    ]
    for (const { name, args, code = 0, stdout, stderr } of cases)
      it(name, async () => {
        const concise = args.includes('--format') ? [] : ['--format', 'concise']
        const ended = await waybill(['validate', ...args, ...concise], { cwd })
        expect(ended.exitCode, ended.stderr).to.equal(code)
        if (stdout) expect(ended.stdout).to.match(stdout)
        if (stderr) expect(ended.stderr).to.match(stderr)
      })
  })

  it('writes several formats at once, to stdout and to files', async () => {
    const formats = [
      'concise',
      'json:out/a.json',
      'jsonl:out/a.jsonl',
      'sarif:out/a.sarif',
      'gitlab:out/b.json',
      'junit:out/a.xml',
      'github:out/a.txt',
      'human:out/b.txt',
    ]
    const ended = await waybill(['validate', ...formats.flatMap(format => ['--format', format])], { cwd })
    expect(ended.exitCode).to.equal(1)
    expect(ended.stdout).to.match(/^apps\/port-is-text\/app-manifest.json:4:67: error/)
    const out = (name: string) => readFileSync(join(cwd, 'out', name), 'utf8')
    expect(JSON.parse(out('a.json')).counts.error).to.be.greaterThan(1)
    expect(
      JSON.parse(out('a.sarif')).runs[0].results[0].locations[0].physicalLocation.artifactLocation.uri,
    ).to.equal('apps/port-is-text/app-manifest.json')
    expect(out('a.xml')).to.include('<testcase name="apps/shop/app-manifest.json" classname="shop"/>')
    expect(out('a.txt')).to.match(/^::error file=apps\/port-is-text\/app-manifest.json,line=4/)
    expect(out('b.txt')).to.include('--> apps/port-is-text/app-manifest.json:4:67')
  })

  it('links places where the terminal has links, and colours nothing in a pipe', async () => {
    const args = ['validate', 'apps/port-is-text']
    const forced = await waybill(args, { cwd, env: { NO_COLOR: '', FORCE_COLOR: '1', FORCE_HYPERLINK: '1' } })
    expect(forced.stdout).to.match(
      /\u001b\]8;;file:\/\/.*port-is-text\/app-manifest.json\u001b\\apps\/port-is-text/,
    )
    expect(forced.stdout).to.include('\u001b[31merror[WB203]')
    expect((await waybill(args, { cwd })).stdout).to.not.include('\u001b')
  })

  describe('--fix', () => {
    it('shows what it would do and does nothing in a dry run', async () => {
      const before = read('port-is-text')
      const ended = await waybill(['validate', 'apps', '--fix-dry-run'], { cwd })
      expect(ended.stdout).to.match(/^--- a\/apps\/port-is-text\/app-manifest.json\n\+\+\+ b\//)
      expect(ended.stdout).to.match(/^-.*"port": "3000".*\n\+.*"port": 3000/m)
      expect(read('port-is-text')).to.equal(before)
      expect(ended.exitCode).to.equal(1)
    })

    it('mends what is safe and leaves the rest', async () => {
      const ended = await waybill(['validate', 'apps', '--fix'], { cwd })
      expect(ended.exitCode).to.equal(1)
      expect(read('port-is-text')).to.include('"port": 3000')
      expect(read('unknown-type')).to.equal(
        readFileSync(join(examples, 'broken/unknown-type', manifest), 'utf8'),
      )
      expect(ended.stderr).to.match(/Made \d+ fixes in 2 files/)
      expect((await waybill(['validate', 'apps/wrong-quotes'], { cwd })).exitCode).to.equal(0)
    })

    it('mends also what is likely, if told so', async () => {
      await waybill(['validate', 'apps', '--fix-unsafe'], { cwd })
      expect(read('unknown-type')).to.include('"frontend"')
    })

    it('writes through a link and keeps it', async () => {
      const file = join(cwd, 'apps/port-is-text', manifest)
      cpSync(file, join(cwd, 'apps/port-is-text/real.json'))
      rmSync(file)
      symlinkSync('real.json', file)
      const ended = await waybill(['validate', 'apps/port-is-text', '--fix'], { cwd })
      expect(ended.exitCode, ended.stderr).to.equal(0)
      expect(readFileSync(join(cwd, 'apps/port-is-text/real.json'), 'utf8')).to.include('"port": 3000')
    })
  })

  describe('-', () => {
    const text = readFileSync(join(examples, 'broken/port-is-text', manifest), 'utf8')

    it('reads stdin, without files if nobody says where it belongs', async () => {
      const ended = await waybill(['validate', '-', '--format', 'concise'], { cwd, input: text })
      expect(ended.stdout).to.match(/^<stdin>:4:67: error WB203/)
      expect(ended.exitCode).to.equal(1)
    })

    it('looks at the files beside the manifest that an editor holds', async () => {
      const name = `apps/who-am-i/${manifest}`
      const ended = await waybill(['validate', '-', '--stdin-filename', name, '--format', 'concise'], {
        cwd,
        input: text,
      })
      expect(ended.stdout).to.match(/^apps\/who-am-i\/app-manifest.json:4:\d+: error WB/)
      expect(ended.stdout).to.include('WB306')
    })

    it('gives the fixed text back, and its findings on stderr', async () => {
      const ended = await waybill(['validate', '-', '--fix'], { cwd, input: text })
      expect(ended.stdout).to.equal(text.replace('"3000"', '3000'))
      expect(ended.exitCode).to.equal(0)
    })
  })

  describe('--since', () => {
    const git = (...args: readonly string[]) => {
      const identity = ['-c', 'user.name=test', '-c', 'user.email=test@example.com']
      execFileSync('git', [...identity, ...args], { cwd, stdio: 'pipe' })
    }

    beforeEach(() => {
      git('init', '-q', '-b', 'main')
      git('add', '.')
      git('commit', '-q', '-m', 'start')
      git('checkout', '-q', '-b', 'feature')
    })

    it('checks nothing while nothing differs', async () => {
      const ended = await waybill(['validate', '--since', 'main'], { cwd })
      expect(ended).to.include({ exitCode: 0, stdout: '', stderr: 'No app differs from main.\n' })
    })

    it('checks what is committed, changed and new, Dockerfiles included, and nothing that main has changed since', async () => {
      writeFileSync(join(cwd, 'apps/shop/README.md'), 'changed\n')
      git('add', '.')
      git('commit', '-q', '-m', 'shop')
      git('checkout', '-q', 'main')
      writeFileSync(join(cwd, 'apps/who-am-i/README.md'), 'on main\n')
      git('add', '.')
      git('commit', '-q', '-m', 'main goes on')
      git('checkout', '-q', 'feature')
      mkdirSync(join(cwd, 'apps/new'))
      writeFileSync(join(cwd, 'apps/new', manifest), '{}')
      const ended = await waybill(['validate', '--since', 'main', '--format', 'junit'], { cwd })
      expect(ended.stdout)
        .to.include('classname="shop"')
        .and.include('classname="new"')
        .and.not.include('who-am-i')
        .and.not.include('port-')
    })

    it('says so when there is no such ref, and takes none for an option', async () => {
      for (const ref of ['nowhere', '--output=x']) {
        const ended = await waybill(['validate', `--since=${ref}`], { cwd })
        expect(ended.exitCode).to.equal(3)
        expect(ended.stderr).to.include(`"${ref}"`)
      }
      expect(existsSync(join(cwd, 'x'))).to.equal(false)
    })
  })

  describe('--rules', () => {
    it('checks by rules of one’s own', async () => {
      writeFileSync(
        join(cwd, 'rules.mjs'),
        `export const rules = [{ code: 'acme/owner', severity: 'error', title: 'No owner', why: 'Call whom?',
          check: ({ manifest, report }) => { if (!manifest.owner) report({ path: ['appName'], message: 'No owner.' }) } }]`,
      )
      const ended = await waybill(
        ['validate', 'apps/port-missing', '--rules', 'rules.mjs', '--format', 'sarif'],
        { cwd },
      )
      expect(ended.exitCode, ended.stderr).to.equal(1)
      const [run] = JSON.parse(ended.stdout).runs
      expect(run.tool.driver.rules[1]).to.deep.include({
        id: 'acme/owner',
        shortDescription: { text: 'No owner' },
      })
    })

    it('says what is wrong with a module that has none', async () => {
      writeFileSync(join(cwd, 'none.mjs'), 'export const x = 1\n')
      for (const [file, words] of [
        ['none.mjs', 'exports no list'],
        ['nowhere.mjs', 'cannot be loaded'],
      ] as const) {
        const ended = await waybill(['validate', 'apps/shop', '--rules', file], { cwd })
        expect(ended.exitCode).to.equal(3)
        expect(ended.stderr).to.include(words)
      }
    })
  })
})
