import { type ChildProcess, fork, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { afterEach, beforeEach, it } from 'mocha'
import { hashPackage } from '../src/directory/provider-store.js'
import { describeTerraform } from './support/describe-terraform.js'
import { moduleWith, ProviderMirror } from './support/provider-mirror.js'
import { makeTemplate } from './support/read-template.js'
import { Recorder } from './support/recorder.js'
import { noSignal, testEnvironment, Workshop } from './support/workshop.js'

const initProgram = fileURLToPath(new URL('./support/init-process.js', import.meta.url))

/** The real `init` on a mirror on disk; the plan is played, because the files are no providers. */
describeTerraform('the store of providers', function () {
  // Dozens of processes, on a machine that may be busy.
  this.timeout(120_000)
  let workshop: Workshop
  let mirror: ProviderMirror
  beforeEach(() => {
    workshop = new Workshop()
    mirror = new ProviderMirror(join(workshop.directory, 'mirror'))
    mirror.add('one', '1.0.0')
    mirror.add('one', '2.0.0')
    mirror.add('two', '1.0.0')
  })
  afterEach(() => workshop.remove())

  const planned = '{"@message":"Plan","type":"change_summary","changes":{"add":0,"operation":"plan"}}'
  /** Notes what each `init` has installed itself; `plan` looks whether the providers are whole. */
  const writeProgram = () =>
    workshop.writeProgram(`
      if [ "$1" = version ]; then exec terraform "$@"; fi
      if [ "$1" != init ]; then
        find -L .terraform/providers -type f | sort >>'${workshop.book}' || exit 9
        echo '${planned}'; exit 0
      fi
      exec terraform "$@"`)
  const env = () => ({ ...testEnvironment(), TF_CLI_CONFIG_FILE: mirror.configFile })
  const initPath = (...parts: string[]) => join(workshop.workDir, '.init', ...parts)
  const stored = () => readdirSync(initPath('providers')).sort()
  const prepare = async (files: Readonly<Record<string, string>>, command = writeProgram()) => {
    const recorder = new Recorder()
    const job = workshop.job({ template: makeTemplate(files), variables: {} }, recorder)
    const session = await workshop.open(workshop.engine({ command, env: env() }), job)
    await session.plan(noSignal())
    const providers = join(workshop.workDir, job.runId, 'module/.terraform/providers')
    const program = join(
      providers,
      'registry.terraform.io/acme/one/1.0.0',
      platform(),
      'terraform-provider-one_v1.0.0',
    )
    const seen = { log: recorder.log, program: realpathSync(program) }
    await session.close()
    return seen
  }
  const platform = () => `${process.platform}_${process.arch === 'x64' ? 'amd64' : process.arch}`
  const lockOf = (main: string): string => {
    const directory = join(workshop.directory, 'locking')
    mkdirSync(directory)
    writeFileSync(join(directory, 'main.tf'), main)
    expect(spawnSync('terraform', ['init'], { cwd: directory, env: env() }).status).to.equal(0)
    return readFileSync(join(directory, '.terraform.lock.hcl'), 'utf8')
  }

  it('keeps each provider once, however many templates use it', async () => {
    const first = await prepare({ 'main.tf': moduleWith({ one: '1.0.0', two: '1.0.0' }) })
    const second = await prepare({ 'main.tf': moduleWith({ one: '1.0.0' }) })
    expect(second.program).to.equal(first.program)
    expect(stored()).to.have.length(2)
    expect(first.program.startsWith(realpathSync(initPath('providers')))).to.equal(true)
  })

  it('knows a provider by the hash that Terraform itself writes into the lock file', async () => {
    const main = moduleWith({ one: '1.0.0' })
    const { program } = await prepare({ 'main.tf': main })
    expect(lockOf(main)).to.include(`"${await hashPackage(join(program, '..'))}"`)
  })

  it('installs nothing a second time that the lock file names', async () => {
    const main = moduleWith({ one: '1.0.0' })
    const lock = { '.terraform.lock.hcl': lockOf(main) }
    const { program } = await prepare({ 'main.tf': main, ...lock })
    const before = statSync(program)
    const { log } = await prepare({ 'main.tf': `# another version\n${main}`, ...lock })
    expect(log).to.match(/from the shared cache directory/)
    expect(statSync(program)).to.deep.include({ ino: before.ino, mtimeMs: before.mtimeMs })
  })

  it('never writes over a provider that may be running, also without a lock file', async () => {
    const { program } = await prepare({ 'main.tf': moduleWith({ one: '1.0.0' }) })
    const before = statSync(program)
    await prepare({ 'main.tf': moduleWith({ one: '1.0.0' }, 'another version') })
    expect(statSync(program)).to.deep.include({ ino: before.ino, mtimeMs: before.mtimeMs })
    expect(stored()).to.have.length(1)
  })

  it('leaves no cache behind where an init fails, and prepares anew the next time', async () => {
    const files = { 'main.tf': moduleWith({ missing: '1.0.0' }) }
    const error = await prepare(files).catch((failure: Error) => failure)
    expect(error)
      .to.be.instanceOf(Error)
      .with.property('message')
      .that.matches(/could not prepare the template/)
    expect(stored()).to.deep.equal([])
  })

  it('is prepared again where it was emptied', async () => {
    const files = { 'main.tf': moduleWith({ one: '1.0.0' }) }
    const { program } = await prepare(files)
    spawnSync('rm', ['-rf', initPath('providers')])
    await prepare(files)
    expect(existsSync(program)).to.equal(true)
  })

  it('serves eight workers at once, with different templates of the same providers', async () => {
    const command = writeProgram()
    const workers: ChildProcess[] = [...Array(8).keys()].map(index => {
      const providers = index % 2 === 0 ? { one: '1.0.0', two: '1.0.0' } : { one: '2.0.0', two: '1.0.0' }
      const files = { 'main.tf': moduleWith(providers, `template ${Math.floor(index / 2)}`) }
      const input = { name: '', workDir: workshop.workDir, command, env: env(), files }
      return fork(initProgram, [JSON.stringify(input)])
    })
    const codes = await Promise.all(workers.map(async worker => (await once(worker, 'exit'))[0]))
    expect(codes).to.deep.equal(Array(8).fill(0))
    expect(stored()).to.have.length(3)
    for (const name of stored()) {
      const entry = initPath('providers', name)
      const [program = ''] = readdirSync(entry)
      expect(statSync(join(entry, program)).size).to.equal(4_000_000)
    }
    expect(workshop.readBook()).to.have.length(16)
  })
})
