import { join } from 'node:path'
import type { EngineSession } from '@waybill/core'
import { expect } from 'chai'
import { afterEach, beforeEach, it } from 'mocha'
import { isGroupGone } from '../src/process/process-group.cjs'
import { type ProcessIdentity, readIdentityFile } from '../src/process/process-identity.cjs'
import { type ControlFiles, controlFiles } from '../src/supervisor/control-files.cjs'
import { describeTerraform } from './support/describe-terraform.js'
import { makeTemplate, readFixture } from './support/read-template.js'
import { Recorder } from './support/recorder.js'
import { rejection } from './support/rejection.js'
import { until } from './support/until.js'
import { noSignal, Workshop } from './support/workshop.js'

/** Far below the grace time. */
const atOnceMs = 2_500

describeTerraform('a session that is killed', () => {
  let workshop: Workshop
  let recorder: Recorder
  let session: EngineSession
  let files: ControlFiles
  beforeEach(() => {
    workshop = new Workshop()
    recorder = new Recorder()
  })
  afterEach(() => workshop.remove())

  /** In the middle of an apply, in a resource that does not stop when it is asked to. */
  const startStubborn = async (signal = noSignal()): Promise<{ applied: Promise<unknown> }> => {
    const template = makeTemplate({
      'main.tf': `
        resource "terraform_data" "stubborn" {
          provisioner "local-exec" {
            command = "trap '' INT; echo deaf; while :; do sleep 0.1; done"
          }
        }`,
    })
    const job = workshop.job({ template, variables: {} }, recorder)
    files = controlFiles(join(workshop.workDir, job.runId))
    session = await workshop.open(workshop.engine({ graceMs: 30_000 }), job)
    await session.plan(noSignal())
    const applied = session.apply(signal).catch((error: unknown) => error)
    await recorder.until(({ log }) => log.includes('local-exec): deaf'))
    return { applied }
  }
  const identityIn = (file: string): ProcessIdentity => {
    const identity = readIdentityFile(file)
    if (!identity) throw new Error(`no process in ${file}`)
    return identity
  }
  const expectKilledAtOnce = async (
    applied: Promise<unknown>,
    terraform: ProcessIdentity,
    hint = 'It worked on terraform_data.stubborn: look whether these exist.',
  ) => {
    const startedAt = performance.now()
    session.kill()
    expect(await applied).to.deep.include({
      code: 'RUN_FAILED',
      message: 'Terraform was killed, without a chance to save its state.',
      hint,
    })
    expect(performance.now() - startedAt).to.be.lessThan(atOnceMs)
    expect(isGroupGone(terraform)).to.equal(true)
    expect(recorder.gaps).to.deep.equal([])
  }

  it('ends at once with all that it has started, and says what it was at', async () => {
    const { applied } = await startStubborn()
    await expectKilledAtOnce(applied, identityIn(files.terraform))
  })

  it('ends at once when its supervisor is gone', async () => {
    const { applied } = await startStubborn()
    const supervisor = identityIn(files.supervisor)
    process.kill(supervisor.pid, 'SIGKILL')
    // From here on the worker itself waits for the grace time.
    await recorder.until(({ resources }) => resources.includes('errored create terraform_data.stubborn'))
    const hint = 'What it did last may be missing in the state: look before you go on.'
    await expectKilledAtOnce(applied, identityIn(files.terraform), hint)
  })

  it('ends at once when its supervisor does not obey', async () => {
    const { applied } = await startStubborn()
    process.kill(identityIn(files.supervisor).pid, 'SIGSTOP')
    await expectKilledAtOnce(applied, identityIn(files.terraform))
  })

  it('ends at once while it is asked to stop in vain, with the reason why it was asked', async () => {
    const cancel = new AbortController()
    const { applied } = await startStubborn(cancel.signal)
    const reason = new Error('canceled by a test')
    cancel.abort(reason)
    await recorder.until(({ log }) => log.includes('Interrupt received'))
    const startedAt = performance.now()
    session.kill()
    expect(await applied).to.equal(reason)
    expect(performance.now() - startedAt).to.be.lessThan(atOnceMs)
  })

  it('begins nothing any more', async () => {
    session = await workshop.open(
      workshop.engine(),
      workshop.job({ template: readFixture('failing') }, recorder),
    )
    session.kill()
    session.kill()
    expect((await rejection(session.plan(noSignal()))).code).to.equal('RUN_FAILED')
    expect((await rejection(session.apply(noSignal()))).code).to.equal('RUN_FAILED')
    expect(recorder.messages).to.deep.equal([])
  })

  it('does not wait for its turn to prepare a template', async () => {
    const command = workshop.writeProgram(`[ "$1" != init ] || { echo began >>'${workshop.book}'; sleep 30; }
      exec terraform "$@"`)
    const engine = workshop.engine({ command })
    const template = readFixture('local-module')
    const first = await workshop.open(engine, workshop.job({ template }, recorder))
    const second = await workshop.open(engine, workshop.job({ template }, new Recorder()))
    const planned = rejection(first.plan(noSignal()))
    await until(() => workshop.readBook().length > 0)
    const waiting = rejection(second.plan(noSignal()))
    second.kill()
    expect((await waiting).message).to.match(/^Terraform was killed/)
    first.kill()
    expect((await planned).message).to.match(/^Terraform was killed/)
  })
})
