import { join } from 'node:path'
import { newId, type RunId, type StateSnapshot } from '@waybill/core'
import { expect } from 'chai'
import { afterEach, beforeEach, it } from 'mocha'
import { describeTerraform } from './support/describe-terraform.js'
import { makeTemplate } from './support/read-template.js'
import { listResources, Recorder } from './support/recorder.js'
import { noSignal, Workshop } from './support/workshop.js'

/** Two hosts are two work directories. */
describeTerraform('a state that an attempt has left on a host', () => {
  let workshop: Workshop
  let runId: RunId
  beforeEach(() => {
    workshop = new Workshop()
    runId = newId<RunId>()
  })
  afterEach(() => workshop.remove())

  const template = makeTemplate({
    'main.tf': `
      resource "terraform_data" "one" {}
      resource "terraform_data" "two" {
        depends_on = [terraform_data.one]
      }`,
  })
  /** One attempt of the run, from what is stored by then; its directory stays. */
  const attempt = async (host: string, number: number, state: StateSnapshot | undefined) => {
    const recorder = new Recorder()
    const engine = workshop.engine({ workDir: join(workshop.directory, host) })
    const job = workshop.job({ runId, attempt: number, template, variables: {}, state }, recorder)
    const session = await workshop.open(engine, job)
    const plan = await session.plan(noSignal())
    await session.apply(noSignal())
    await session.close({ keep: true })
    return { recorder, plan }
  }

  it('is gone on from where the stored one is one of its own, older', async () => {
    const { recorder } = await attempt('a', 1, undefined)
    const [oldest] = recorder.states
    const next = await attempt('a', 2, oldest)
    expect(listResources(oldest)).to.have.length(1)
    expect(next.plan.add).to.equal(0)
    expect(next.recorder.late).to.deep.equal([])
  })

  it('is told as late where another host has gone on from an older one, and is not planned with', async () => {
    const here = await attempt('a', 1, undefined)
    const elsewhere = await attempt('b', 2, here.recorder.states[0])
    const again = await attempt('a', 3, elsewhere.recorder.state)
    expect(again.recorder.late.map(({ bytes }) => Buffer.from(bytes).toString())).to.deep.equal([
      Buffer.from(here.recorder.state?.bytes ?? []).toString(),
    ])
    expect(again.plan.add).to.equal(0)
    expect(again.recorder.state ?? elsewhere.recorder.state).to.deep.equal(elsewhere.recorder.state)
  })

  it('is told as late where another host has begun from nothing', async () => {
    const here = await attempt('a', 1, undefined)
    const elsewhere = await attempt('b', 2, undefined)
    const again = await attempt('a', 3, elsewhere.recorder.state)
    expect(again.recorder.late[0]?.lineage).to.equal(here.recorder.state?.lineage)
  })

  it('is nothing new where nothing was made from it', async () => {
    const first = await attempt('a', 1, undefined)
    await attempt('b', 2, first.recorder.state)
    const again = await attempt('b', 3, first.recorder.state)
    expect(again.recorder.late).to.deep.equal([])
  })
})
