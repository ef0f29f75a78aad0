import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { newId, type RunId } from '@waybill/core'
import { expect } from 'chai'
import { afterEach, beforeEach, it } from 'mocha'
import { describeTerraform } from './support/describe-terraform.js'
import { makeTemplate, readFixture } from './support/read-template.js'
import { listResources, Recorder } from './support/recorder.js'
import { noSignal, Workshop } from './support/workshop.js'

describeTerraform('a run that is canceled', () => {
  let workshop: Workshop
  let recorder: Recorder
  beforeEach(() => {
    workshop = new Workshop()
    recorder = new Recorder()
  })
  afterEach(() => workshop.remove())

  const openChain = async (runId = newId<RunId>()) => {
    const template = readFixture('chain')
    const job = workshop.job({ runId, template, variables: workshop.chainVariables }, recorder)
    return workshop.open(workshop.engine(), job)
  }

  it('stops gracefully in the middle of an apply: what was made is in the state, the rest is marked', async () => {
    const session = await openChain()
    await session.plan(noSignal())
    const cancel = new AbortController()
    const applied = session.apply(cancel.signal).catch((error: unknown) => error)
    await recorder.until(({ log }) => log.includes('at the gate'))
    const reason = new Error('canceled by a test')
    cancel.abort(reason)
    expect(await applied).to.equal(reason)
    await session.close()
    expect(listResources(recorder.state)).to.deep.equal(['first', 'second tainted'])
    expect(recorder.messages.filter(message => message.includes('Interrupt received'))).to.have.length(1)
    expect(recorder.gaps).to.deep.equal([])
  })

  it('keeps its directory when it is closed for another attempt', async () => {
    const runId = newId<RunId>()
    const session = await openChain(runId)
    await session.plan(noSignal())
    const cancel = new AbortController()
    const applied = session.apply(cancel.signal).catch(() => undefined)
    await recorder.until(({ log }) => log.includes('at the gate'))
    cancel.abort()
    await applied
    await session.close({ keep: true })
    expect(existsSync(join(workshop.workDir, runId))).to.equal(true)
  })

  it('makes nothing when it is canceled in the moment in which Terraform starts', async () => {
    const session = await openChain()
    const cancel = new AbortController()
    const planned = session.plan(cancel.signal).catch((error: unknown) => error)
    const reason = new Error('canceled by a test')
    cancel.abort(reason)
    expect(await planned).to.equal(reason)
    expect(recorder.state).to.equal(undefined)
  })

  it('starts nothing with a signal that was aborted before', async () => {
    const session = await openChain()
    const reason = new Error('canceled by a test')
    expect(await session.plan(AbortSignal.abort(reason)).catch((error: unknown) => error)).to.equal(reason)
    await session.close()
    expect(recorder.messages).to.deep.equal([])
  })

  it('is killed with all that it has started when asking does not help within the grace time', async () => {
    const template = makeTemplate({
      'main.tf': `
        resource "terraform_data" "stubborn" {
          provisioner "local-exec" {
            command = "trap '' INT; echo deaf; while :; do sleep 0.1; done"
          }
        }`,
    })
    const job = workshop.job({ template, variables: {} }, recorder)
    const session = await workshop.open(workshop.engine({ graceMs: 300 }), job)
    await session.plan(noSignal())
    const cancel = new AbortController()
    const applied = session.apply(cancel.signal).catch((error: unknown) => error)
    await recorder.until(({ log }) => log.includes('local-exec): deaf'))
    const reason = new Error('canceled by a test')
    cancel.abort(reason)
    expect(await applied).to.equal(reason)
  })

  it('stops what still runs when the session is closed', async () => {
    const session = await openChain()
    await session.plan(noSignal())
    const applied = session.apply(noSignal()).catch((error: unknown) => error)
    await recorder.until(({ log }) => log.includes('at the gate'))
    await session.close()
    expect(await applied).to.include({ code: 'STALE_ATTEMPT' })
    expect(listResources(recorder.state)).to.deep.equal(['first', 'second tainted'])
  })
})
