import { fork, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { EngineJob } from '@waybill/core'
import { expect } from 'chai'
import { afterEach, beforeEach, describe, it } from 'mocha'
import { describeTerraform } from './support/describe-terraform.js'
import type { LoudReport } from './support/loud-process.js'
import { makeTemplate, readFixture } from './support/read-template.js'
import { listResources, Recorder } from './support/recorder.js'
import { rejection } from './support/rejection.js'
import { noSignal, Workshop } from './support/workshop.js'

const version = `[ "$1" = version ] && { echo '{"terraform_version": "1.11.4"}'; exit; }`
const planned = (add: number) =>
  `{"@message":"Plan","@timestamp":"2026-01-01T00:00:00Z","type":"change_summary","changes":{"add":${add},"operation":"plan"}}`

const loudProgram = fileURLToPath(new URL('./support/loud-process.js', import.meta.url))

/** Programs that are not what they should be; none of them is Terraform. */
describe('a program in the place of Terraform', () => {
  let workshop: Workshop
  let recorder: Recorder
  beforeEach(() => {
    workshop = new Workshop()
    recorder = new Recorder()
  })
  afterEach(() => workshop.remove())

  const open = (script: string, job: Partial<EngineJob> = {}) => {
    const engine = workshop.engine({ command: workshop.writeProgram(script), graceMs: 300 })
    return workshop.open(engine, workshop.job({ template: readFixture('failing'), ...job }, recorder))
  }
  const planWith = async (script: string) => (await open(`${version}\n${script}`)).plan(noSignal())

  it('is asked for when it is missing', async () => {
    const engine = workshop.engine({ env: { PATH: workshop.directory } })
    const error = await rejection(engine.open(workshop.job({ template: readFixture('failing') }, recorder)))
    expect(error.code).to.equal('ENGINE_UNAVAILABLE')
    expect(error.message).to.equal('Terraform was not found on PATH: install it, or set its path.')
  })

  it('is refused when it is too old', async () => {
    const error = await rejection(open(`echo '{"terraform_version": "1.4.7"}'`))
    expect(error.code).to.equal('ENGINE_UNAVAILABLE')
    expect(error.message).to.match(
      /it is Terraform 1\.4\.7: install 1\.5\.0 or newer, or set the path of one/,
    )
  })

  it('crashes: the signal is named, and what to look at', async () => {
    const error = await rejection(planWith('echo "panic: oh no" >&2; kill -SEGV $$'))
    expect(error.code).to.equal('RUN_FAILED')
    expect(error.message).to.equal('Terraform could not plan: killed by SIGSEGV, panic: oh no')
    expect(error.hint).to.match(/crashed or was killed from outside, such as for want of memory/)
  })

  it('hangs and ignores SIGINT: it is killed after the grace time', async () => {
    const session = await open(`${version}\ntrap '' INT; echo here; while :; do sleep 0.05; done`)
    const cancel = new AbortController()
    const plan = session.plan(cancel.signal).catch((error: unknown) => error)
    await recorder.until(({ log }) => log.includes('here'))
    const reason = new Error('canceled by a test')
    cancel.abort(reason)
    expect(await plan).to.equal(reason)
  })

  it('hangs and ignores SIGINT: it is killed at the deadline, and says that its state may lack something', async () => {
    const session = await open(`${version}\ntrap '' INT; echo here; while :; do sleep 0.05; done`)
    const plan = rejection(session.plan(noSignal()))
    await recorder.until(({ log }) => log.includes('here'))
    session.renew(Date.now() + 500)
    const error = await plan
    expect(error.code).to.equal('STALE_ATTEMPT')
    expect(error.message).to.match(/was killed, because it did not stop .* may be missing in its state/)
  })

  for (const { name, script } of [
    { name: 'says nothing', script: ':' },
    { name: 'says something else than JSON', script: 'echo "Plan: 3 to add"; echo "{broken"' },
    { name: 'says JSON of another kind', script: `echo '{"type":"weather"}'; echo '[1]'; echo 7` },
    { name: 'says no text at all', script: String.raw`printf '\377\000\376\n\200'` },
  ]) {
    it(`ends well but ${name}: that is no plan`, async () => {
      const error = await rejection(planWith(script))
      expect(error.code).to.equal('RUN_FAILED')
      expect(error.message).to.equal(
        'Terraform could not plan: it ended without an error, but did not say what it did.',
      )
      expect(error.hint).to.match(/^Is .*\/terraform really Terraform\?/)
    })
  }

  it('ends an apply well without saying so: that is not applied', async () => {
    const session = await open(`${version}\n[ "$1" = plan ] && echo '${planned(1)}'; exit 0`)
    await session.plan(noSignal())
    expect((await rejection(session.apply(noSignal()))).message).to.match(/did not say what it did/)
  })

  const planIn = async (script: string): Promise<LoudReport> => {
    const command = workshop.writeProgram(`${version}\n${script}`)
    const worker = fork(loudProgram, [JSON.stringify({ workDir: workshop.workDir, command })])
    const [report] = (await once(worker, 'message')) as [LoudReport]
    return report
  }
  const mib = 1024 * 1024
  const loud: readonly { name: string; script: string; bytes: number }[] = [
    {
      name: '100 MB in short lines',
      script: `yes '{"@message":"${'x'.repeat(80)}"}' | head -c ${100 * mib}; echo`,
      bytes: 100 * mib,
    },
    { name: 'a line of 50 MB', script: `head -c ${50 * mib} /dev/zero | tr '\\0' x; echo`, bytes: 50 * mib },
    {
      name: '100 MB outside of its stream',
      script: `yes '${'y'.repeat(99)}' | head -c ${100 * mib} >&2`,
      bytes: 100 * mib,
    },
    {
      name: 'a line of 50 MB outside of its stream',
      script: `head -c ${50 * mib} /dev/zero | tr '\\0' y >&2`,
      bytes: 50 * mib,
    },
  ]
  for (const { name, script, bytes } of loud) {
    it(`says ${name}: all of it is log, memory stays, and the plan is understood`, async () => {
      const report = await planIn(`${script}; echo '${planned(7)}'`)
      expect(report.add).to.equal(7)
      expect(report.bytes).to.be.at.least(bytes)
      expect(report.peakBytes).to.be.lessThan(160 * mib)
    }).timeout(120_000)
  }
})

describeTerraform('a state that is damaged', () => {
  let workshop: Workshop
  let recorder: Recorder
  beforeEach(() => {
    workshop = new Workshop()
    recorder = new Recorder()
  })
  afterEach(() => workshop.remove())

  for (const { name, text } of [
    { name: 'cut off', text: '{"version":4,"serial":3,"linea' },
    { name: 'empty', text: '' },
    { name: 'something else', text: 'null' },
  ]) {
    it(`is not planned with where the stored one is ${name}`, async () => {
      const state = { serial: 3, lineage: 'ours', bytes: Buffer.from(text) }
      const job = workshop.job({ template: readFixture('failing'), state }, recorder)
      const error = await rejection(workshop.engine().open(job))
      expect(error.code).to.equal('RUN_FAILED')
      expect(error.message).to.equal('The stored state (serial 3) is damaged: it is no state at all.')
      expect(error.hint).to.match(/^Nothing was planned, .* Restore an earlier state\.$/)
    })
  }

  it('is told by Terraform where only Terraform can see it', async () => {
    const bytes = Buffer.from('{"version":99,"serial":3,"lineage":"ours","resources":[{"mode":7}]}')
    const job = workshop.job(
      { template: readFixture('failing'), state: { serial: 3, lineage: 'ours', bytes } },
      recorder,
    )
    const session = await workshop.open(workshop.engine(), job)
    const error = await rejection(session.plan(noSignal()))
    expect(error.code).to.equal('RUN_FAILED')
    expect(recorder.diagnostics[0]?.detail).to.match(/state/)
  })

  it('is passed over where the one on this host is damaged and the stored one is not', async () => {
    const template = makeTemplate({ 'main.tf': 'resource "terraform_data" "one" {}\n' })
    const made = workshop.job({ template, variables: {} }, recorder)
    const first = await workshop.open(workshop.engine(), made)
    await first.plan(noSignal())
    await first.apply(noSignal())
    await first.close({ keep: true })
    writeFileSync(join(workshop.workDir, made.runId, 'module', 'terraform.tfstate'), '{"version":4,"ser')
    const job = workshop.job(
      { ...made, attempt: 2, state: recorder.state, logOffset: recorder.size },
      recorder,
    )
    const second = await workshop.open(workshop.engine(), job)
    expect(await second.plan(noSignal())).to.include({ add: 0, change: 0 })
    expect(listResources(recorder.state)).to.deep.equal(['one'])
  })
})

/** A file system of its own, which only the superuser may make. */
const canMount = (() => {
  const { directory, ...workshop } = new Workshop()
  void workshop
  const isMounted = mount(directory, '64k')
  if (isMounted) spawnSync('/bin/umount', [directory])
  spawnSync('rmdir', [directory])
  return isMounted
})()
const describeFull = canMount ? describeTerraform : describe.skip
const note = canMount ? '' : ' (this user may not mount a file system)'

describeFull(`a disk that is full${note}`, () => {
  let workshop: Workshop
  let recorder: Recorder
  beforeEach(() => {
    workshop = new Workshop()
    recorder = new Recorder()
    mkdirSync(workshop.workDir)
    expect(mount(workshop.workDir, '4m')).to.equal(true)
  })
  afterEach(async () => {
    // What is left of a run goes with the file system.
    spawnSync('sh', ['-c', `rm -rf '${workshop.workDir}'/*`])
    await workshop.remove().catch(() => undefined)
    spawnSync('/bin/umount', ['-l', workshop.workDir])
    await workshop.remove()
  })

  const fill = () => spawnSync('sh', ['-c', `head -c 5m /dev/zero >'${workshop.workDir}/fill'`])

  it('keeps a run from being opened, and says what to do', async () => {
    fill()
    const job = workshop.job({ template: readFixture('failing') }, recorder)
    const error = await rejection(workshop.engine().open(job))
    expect(error.code).to.equal('ENGINE_UNAVAILABLE')
    expect(error.message).to.match(/^The directory of runs ".*" cannot be used: the disk is full\.$/)
    expect(error.hint).to.match(/^Make room/)
  })

  it('ends a plan, and says so', async () => {
    const job = workshop.job({ template: readFixture('failing') }, recorder)
    const session = await workshop.open(workshop.engine(), job)
    fill()
    session.note('is lost, but nothing else')
    const error = await rejection(session.plan(noSignal()))
    expect(error.message).to.match(/disk|space/)
    expect(error.hint).to.match(/[Rr]oom|space/)
  })

  it('ends an apply, and says that the state may lack something', async () => {
    const template = makeTemplate({
      'main.tf': `
        resource "terraform_data" "one" {
          provisioner "local-exec" {
            command = "head -c 5m /dev/zero >'${workshop.workDir}/fill' || true"
          }
        }
        resource "terraform_data" "two" {
          depends_on = [terraform_data.one]
        }`,
    })
    const session = await workshop.open(
      workshop.engine(),
      workshop.job({ template, variables: {} }, recorder),
    )
    await session.plan(noSignal())
    const error = await rejection(session.apply(noSignal()))
    expect(error.code).to.equal('RUN_FAILED')
    expect(error.message).to.match(/the disk that holds its runs is full/)
    expect(error.hint).to.match(/may be missing in the state/)
  })
})

function mount(directory: string, size: string): boolean {
  return spawnSync('/bin/mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', directory]).status === 0
}
