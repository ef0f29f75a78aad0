import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { EngineSession } from '@waybill/core'
import { expect } from 'chai'
import { afterEach, beforeEach, it } from 'mocha'
import { terraformEngine } from '../src/index.js'
import { describeTerraform } from './support/describe-terraform.js'
import { makeTemplate, readFixture } from './support/read-template.js'
import { listResources, Recorder } from './support/recorder.js'
import { rejection } from './support/rejection.js'
import { noSignal, Workshop } from './support/workshop.js'

describeTerraform('a run that fails', () => {
  let workshop: Workshop
  let recorder: Recorder
  beforeEach(() => {
    workshop = new Workshop()
    recorder = new Recorder()
  })
  afterEach(() => workshop.remove())

  const open = (template: Parameters<Workshop['job']>[0]['template']): Promise<EngineSession> =>
    workshop.open(workshop.engine(), workshop.job({ template }, recorder))

  it('says what Terraform says of a template that cannot be planned, with its place', async () => {
    const session = await open(readFixture('broken'))
    const error = await rejection(session.plan(noSignal()))
    expect(error.code).to.equal('RUN_FAILED')
    expect(error.message).to.equal(
      'Terraform could not plan: Reference to undeclared input variable (main.tf line 6)',
    )
    expect(error.hint).to.include('main.tf of the template "broken"')
    expect(recorder.diagnostics).to.have.length(1)
    expect(recorder.diagnostics[0]).to.include({ severity: 'error', file: 'main.tf', line: 6, address: null })
  })

  it('keeps what was made before a resource failed, and can be destroyed', async () => {
    const session = await open(readFixture('failing'))
    await session.plan(noSignal())
    const error = await rejection(session.apply(noSignal()))
    expect(error.code).to.equal('RUN_FAILED')
    expect(error.message).to.equal(
      'Terraform could not apply the plan: local-exec provisioner error (terraform_data.failing, main.tf line 11)',
    )
    await session.close()
    expect(recorder.resources.at(-1)).to.equal('errored create terraform_data.failing')
    expect(listResources(recorder.state)).to.deep.equal(['failing tainted', 'fine'])

    const after = new Recorder()
    const job = workshop.job(
      { template: readFixture('failing'), kind: 'destroy', state: recorder.state },
      after,
    )
    const end = await workshop.open(workshop.engine(), job)
    expect(await end.plan(noSignal())).to.include({ destroy: 2 })
    await end.apply(noSignal())
    await end.close()
    expect(listResources(after.state)).to.deep.equal([])
  })

  it('tells what Terraform wrote to stderr when it gave no diagnostic', async () => {
    const command = workshop.writeProgram(
      '[ "$1" = version ] && exec terraform "$@"; echo out of luck >&2; exit 9',
    )
    const job = workshop.job({ template: readFixture('failing') }, recorder)
    const session = await workshop.open(workshop.engine({ command }), job)
    const error = await rejection(session.plan(noSignal()))
    expect(error.message).to.equal('Terraform could not plan: exit code 9, out of luck')
    expect(recorder.messages).to.deep.equal(['out of luck'])
  })

  it('does not run a program that has gone away since it was found', async () => {
    const command = workshop.writeProgram('rm -f "$0"; exec terraform "$@"')
    const job = workshop.job({ template: readFixture('failing') }, recorder)
    const session = await workshop.open(workshop.engine({ command }), job)
    const error = await rejection(session.plan(noSignal()))
    expect(error.code).to.equal('ENGINE_UNAVAILABLE')
  })

  it('is refused where the template wants another release', async () => {
    const error = await rejection(open(readFixture('failing', { requires: '>=99' })))
    expect(error.code).to.equal('ENGINE_UNAVAILABLE')
    expect(error.message).to.match(/Template "failing" requires Terraform >=99, but .* is \d/)
  })

  for (const { name, files } of [
    { name: 'a file outside of its folder', files: { '../main.tf': '' } },
    { name: 'a state', files: { 'terraform.tfstate': '{}' } },
    { name: 'what init makes', files: { '.terraform/modules/modules.json': '{}' } },
  ]) {
    it(`is refused where the template has ${name}`, async () => {
      const error = await rejection(open(makeTemplate(files)))
      expect(error.code).to.equal('TEMPLATE_INVALID')
    })
  }

  it('says that the directory of runs cannot be used', async () => {
    const workDir = join(workshop.directory, 'file', 'runs')
    writeFileSync(join(workshop.directory, 'file'), '')
    const engine = terraformEngine({ workDir, env: { PATH: process.env.PATH ?? '' } })
    const error = await rejection(engine.open(workshop.job({ template: readFixture('failing') }, recorder)))
    expect(error.code).to.equal('ENGINE_UNAVAILABLE')
    expect(error.message).to.include(workDir)
  })
})
