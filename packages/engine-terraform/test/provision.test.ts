import { fork } from 'node:child_process'
import { once } from 'node:events'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { newId, type RunId } from '@waybill/core'
import { expect } from 'chai'
import { afterEach, beforeEach, it } from 'mocha'
import { findProcess } from '../src/process/process-table.cjs'
import { describeTerraform } from './support/describe-terraform.js'
import { makeTemplate, readExample, readFixture } from './support/read-template.js'
import { listResources, Recorder } from './support/recorder.js'
import { noSignal, Workshop } from './support/workshop.js'

const initProgram = fileURLToPath(new URL('./support/init-process.js', import.meta.url))

describeTerraform('a run with the real CLI', () => {
  let workshop: Workshop
  beforeEach(() => {
    workshop = new Workshop()
  })
  afterEach(() => workshop.remove())

  it('provisions the template local in two processes, destroys it, and leaves nothing on the disk', async () => {
    const engine = workshop.engine()
    const template = readExample('local')
    const recorder = new Recorder()
    const session = await workshop.open(engine, workshop.job({ template }, recorder))
    expect(await session.plan(noSignal())).to.deep.include({ add: 3, change: 0, destroy: 0, replace: 0 })
    const { outputs } = await session.apply(noSignal())
    expect(outputs.endpoints).to.deep.equal({
      sensitive: false,
      value: { api: 'http://localhost:8080', web: 'http://localhost:3000' },
    })
    await session.close()
    expect(recorder.messages.filter(message => /^Terraform \d/.test(message))).to.have.length(2)
    expect(recorder.resources.filter(step => step.startsWith('completed'))).to.have.length(3)
    expect(recorder.gaps).to.deep.equal([])
    expect(listResources(recorder.state)).to.have.length(3)

    const after = new Recorder()
    const job = workshop.job({ template, kind: 'destroy', state: recorder.state }, after)
    const end = await workshop.open(engine, job)
    expect(await end.plan(noSignal())).to.deep.include({ add: 0, change: 0, destroy: 3, replace: 0 })
    expect(await end.apply(noSignal())).to.deep.equal({ outputs: {} })
    await end.close()
    expect(listResources(after.state)).to.deep.equal([])
    expect(after.state?.lineage).to.equal(recorder.state?.lineage)
    expect(readdirSync(workshop.workDir)).to.deep.equal([])
  })

  it('counts a replaced resource by itself, as well as added and destroyed', async () => {
    const template = (value: string) =>
      makeTemplate({
        'main.tf': `variable "waybill" { type = any }
          resource "terraform_data" "one" { triggers_replace = "${value}" }`.replace(
          '{ type = any }',
          '{\n type = any\n}',
        ),
      })
    const recorder = new Recorder()
    const engine = workshop.engine()
    const first = await workshop.open(engine, workshop.job({ template: template('a') }, recorder))
    await first.plan(noSignal())
    await first.apply(noSignal())
    await first.close()
    const job = workshop.job({ template: template('b'), kind: 'update', state: recorder.state }, recorder)
    const second = await workshop.open(engine, job)
    expect(await second.plan(noSignal())).to.deep.include({ add: 1, change: 0, destroy: 1, replace: 1 })
  })

  it('destroys an empty state without running Terraform, even where the template is broken', async () => {
    const recorder = new Recorder()
    const template = readFixture('broken')
    const session = await workshop.open(
      workshop.engine(),
      workshop.job({ template, kind: 'destroy' }, recorder),
    )
    expect(await session.plan(noSignal())).to.deep.include({ add: 0, change: 0, destroy: 0, replace: 0 })
    expect(await session.apply(noSignal())).to.deep.equal({ outputs: {} })
    await session.close()
    expect(recorder.messages).to.deep.equal([
      'Nothing to destroy: the state holds no resource, so Terraform is not run.',
    ])
  })

  it('names sensitive outputs without their values, and masks credentials in the log', async () => {
    const recorder = new Recorder()
    const engine = workshop.engine({
      env: { PATH: process.env.PATH ?? '', DEMO_TOKEN: 'tok-"<4711>"', DEMO_REGION: 'eu-central-1' },
    })
    const parameters = { type: 'object', properties: { password: { type: 'string', writeOnly: true } } }
    const template = readFixture('secrets', { env: ['DEMO_*'], parameters })
    const variables = { waybill: {}, password: 'correct horse' }
    const session = await workshop.open(engine, workshop.job({ template, variables }, recorder))
    await session.plan(noSignal())
    session.note('the password is correct horse')
    const { outputs } = await session.apply(noSignal())
    await session.close()
    expect(outputs).to.deep.equal({
      shown: { sensitive: false, value: 'shown' },
      password: { sensitive: true, value: null },
    })
    expect(recorder.log).to.include('the region eu-central-1')
    expect(recorder.log).not.to.match(/4711|correct horse/)
    expect(recorder.gaps).to.deep.equal([])
  })

  it('writes variables and state for the owner alone, outside of what the log and the control files are in', async () => {
    const recorder = new Recorder()
    const runId = newId<RunId>()
    const job = workshop.job({ runId, template: readExample('local') }, recorder)
    const session = await workshop.open(workshop.engine(), job)
    const directory = join(workshop.workDir, runId)
    const variables = join(directory, 'module', 'waybill.auto.tfvars.json')
    expect(statSync(directory).mode & 0o777).to.equal(0o700)
    expect(statSync(variables).mode & 0o777).to.equal(0o600)
    expect(JSON.parse(readFileSync(variables, 'utf8'))).to.deep.equal(job.variables)
    await session.close()
    await session.close()
    expect(existsSync(directory)).to.equal(false)
  })

  it('prepares a template with modules once, and links later runs to it', async () => {
    const engine = workshop.engine()
    const template = readFixture('local-module')
    const processes: number[] = []
    for (const _ of [1, 2]) {
      const recorder = new Recorder()
      const session = await workshop.open(engine, workshop.job({ template }, recorder))
      await session.plan(noSignal())
      expect((await session.apply(noSignal())).outputs).to.have.nested.property('part.value', 'part')
      await session.close()
      processes.push(recorder.messages.filter(message => /^Terraform \d/.test(message)).length)
    }
    expect(processes).to.deep.equal([3, 2])
  })

  it('prepares a template once when two runs want it at the same time', async () => {
    const template = readFixture('local-module')
    const recorders = [new Recorder(), new Recorder()]
    await Promise.all(
      recorders.map(async recorder => {
        const session = await workshop.open(workshop.engine(), workshop.job({ template }, recorder))
        await session.plan(noSignal())
        await session.close()
      }),
    )
    const starts = recorders.flatMap(({ messages }) => messages).filter(text => /^Terraform \d/.test(text))
    expect(starts).to.have.length(3)
  })

  it('prepares one template at a time where they share a plugin cache', async () => {
    const command = workshop.writeProgram(`if [ "$1" != init ]; then exec terraform "$@"; fi
      echo begin >>'${workshop.book}'; terraform "$@"; code=$?; echo end >>'${workshop.book}'; exit $code`)
    const pluginCacheDir = join(workshop.directory, 'plugins')
    await Promise.all(
      ['a', 'b'].map(async name => {
        const part = { 'part/main.tf': `output "name" {\n  value = "${name}"\n}\n` }
        const template = makeTemplate({ 'main.tf': 'module "part" {\n  source = "./part"\n}\n', ...part })
        const job = workshop.job({ template, variables: {} }, new Recorder())
        const session = await workshop.open(workshop.engine({ command, pluginCacheDir }), job)
        await session.plan(noSignal())
        await session.close()
      }),
    )
    expect(workshop.readBook()).to.deep.equal(['begin', 'end', 'begin', 'end'])
    expect(readdirSync(pluginCacheDir)).to.deep.equal([])
  })

  for (const { name, env } of [
    { name: 'by their environment', env: (cache: string) => ({ TF_PLUGIN_CACHE_DIR: cache }) },
    {
      name: "by the CLI's configuration",
      env: (cache: string) => {
        const file = join(workshop.directory, 'cli.rc')
        writeFileSync(file, `plugin_cache_dir = "${cache}"\n`)
        return { TF_CLI_CONFIG_FILE: file }
      },
    },
  ]) {
    it(`prepares one template at a time where processes share a plugin cache ${name}`, async () => {
      const command = workshop.writeProgram(`if [ "$1" != init ]; then exec terraform "$@"; fi
        echo begin >>'${workshop.book}'; sleep 0.1; terraform "$@"; code=$?; echo end >>'${workshop.book}'; exit $code`)
      const cache = join(workshop.directory, 'plugins')
      mkdirSync(cache)
      const workers = ['a', 'b', 'c'].map(name => {
        const workDir = join(workshop.directory, name)
        return once(fork(initProgram, [JSON.stringify({ name, workDir, command, env: env(cache) })]), 'exit')
      })
      expect((await Promise.all(workers)).map(([code]) => code)).to.deep.equal([0, 0, 0])
      expect(workshop.readBook()).to.deep.equal(['begin', 'end', 'begin', 'end', 'begin', 'end'])
    })
  }

  it('removes what runs that were cut off have left, after a week, and nothing that is not a run', async () => {
    const old = new Date(Date.now() - 8 * 24 * 60 * 60 * 1000)
    for (const [name, file, at] of [
      ['cut-off-long-ago', 'log-base', old],
      ['cut-off-just-now', 'log-base', new Date()],
      ['foreign', 'photo.jpg', old],
    ] as const) {
      const directory = join(workshop.workDir, name)
      mkdirSync(directory, { recursive: true })
      writeFileSync(join(directory, file), '')
      utimesSync(directory, at, at)
    }
    const job = workshop.job({ template: readExample('local') }, new Recorder())
    const session = await workshop.open(workshop.engine(), job)
    await session.close()
    expect(readdirSync(workshop.workDir)).to.have.members(['cut-off-just-now', 'foreign'])
  })

  it('has ended only when nothing runs any more, also of what a resource has left behind', async () => {
    const template = makeTemplate({
      'main.tf': `
        resource "terraform_data" "one" {
          provisioner "local-exec" {
            command = "(while :; do sleep 0.1; done) >/dev/null 2>&1 & echo $! >'${workshop.book}'"
          }
        }`,
    })
    const job = workshop.job({ template, variables: {} }, new Recorder())
    const session = await workshop.open(workshop.engine(), job)
    await session.plan(noSignal())
    await session.apply(noSignal())
    const [pid] = workshop.readBook()
    expect(findProcess(Number(pid))?.zombie ?? true).to.equal(true)
  })

  it('runs as many sessions at once as are opened', async () => {
    const engine = workshop.engine()
    const template = readExample('local')
    const runs = [1, 2, 3, 4].map(async () => {
      const recorder = new Recorder()
      const session = await workshop.open(engine, workshop.job({ template }, recorder))
      await session.plan(noSignal())
      await session.apply(noSignal())
      await session.close()
      return listResources(recorder.state).length
    })
    expect(await Promise.all(runs)).to.deep.equal([3, 3, 3, 3])
  })
})
