import { expect } from 'chai'
import { afterEach, beforeEach, it } from 'mocha'
import { describeTerraform } from './support/describe-terraform.js'
import { makeTemplate, readExample, readFixture } from './support/read-template.js'
import { Recorder } from './support/recorder.js'
import { noSignal, Workshop } from './support/workshop.js'

describeTerraform('the log of a run', () => {
  let workshop: Workshop
  let recorder: Recorder
  beforeEach(() => {
    workshop = new Workshop()
    recorder = new Recorder()
  })
  afterEach(() => workshop.remove())

  it('holds 10 MB of output, every line once and in order', async () => {
    const lines = 12_500
    const job = workshop.job({ template: readFixture('loud'), variables: { waybill: {}, lines } }, recorder)
    const session = await workshop.open(workshop.engine(), job)
    await session.plan(noSignal())
    await session.apply(noSignal())
    await session.close()
    expect(recorder.size).to.be.greaterThan(10_000_000)
    expect(recorder.gaps).to.deep.equal([])
    const numbers = recorder.messages.flatMap(message => /\(local-exec\): (\d+) x/.exec(message)?.[1] ?? [])
    expect(numbers).to.deep.equal(Array.from({ length: lines }, (_, index) => String(index + 1)))
  })

  it('holds a line of 1 MB, and what it says is understood', async () => {
    const text = 'y'.repeat(1024 * 1024)
    const template = makeTemplate({
      'main.tf': 'output "huge" {\n  value = file("huge.txt")\n}\n',
      'huge.txt': text,
    })
    const job = workshop.job({ template, variables: {} }, recorder)
    const session = await workshop.open(workshop.engine(), job)
    await session.plan(noSignal())
    const { outputs } = await session.apply(noSignal())
    expect(outputs.huge?.value).to.equal(text)
    await session.close()
    expect(recorder.gaps).to.deep.equal([])
  })

  it('is one sequence of what Terraform says, in its stream and outside of it, and of notes', async () => {
    const command = workshop.writeProgram(`[ "$1" = version ] && exec terraform "$@"
      echo plain text; echo trouble ahead >&2; exec terraform "$@"`)
    const stored = new Recorder(4711)
    const job = workshop.job({ template: readExample('local') }, stored)
    const session = await workshop.open(workshop.engine({ command }), job)
    session.note('begins\nwith two lines')
    await session.plan(noSignal())
    session.note('in between')
    await session.apply(noSignal())
    await session.close()
    expect(stored.gaps).to.deep.equal([])
    const seen = stored.messages.filter(message =>
      /^(plain text|trouble ahead|begins|in between|Plan:|Apply complete)/.test(message),
    )
    expect(seen).to.deep.equal([
      'begins\nwith two lines',
      'plain text',
      'Plan: 3 to add, 0 to change, 0 to destroy.',
      'trouble ahead',
      'in between',
      'plain text',
      'Apply complete! Resources: 3 added, 0 changed, 0 destroyed.',
      'trouble ahead',
    ])
    const note = JSON.parse(stored.log.split('\n')[0] ?? '')
    expect(note).to.include({ '@level': 'info', '@module': 'waybill', type: 'waybill' })
    expect(note['@timestamp']).to.match(/^\d{4}-.*Z$/)
  })
})
