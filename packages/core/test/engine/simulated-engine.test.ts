import { expect } from 'chai'
import { describe, it } from 'mocha'
import type { EngineEvent } from '../../src/engine/engine.js'
import { simulatedEngine } from '../../src/engine/simulated-engine.js'
import { simulatedTemplate } from '../../src/template/simulated-template.js'
import { describeEngine } from '../../src/testing/describe-engine.js'
import { makeJob } from '../../src/testing/engine/engine-harness.js'

describeEngine(
  'simulatedEngine',
  async () => ({ engine: simulatedEngine({ stepDelayMs: 1 }), close: async () => undefined }),
  {
    plain: { template: simulatedTemplate },
    slow: { template: simulatedTemplate, parameters: { step_seconds: 0.28 } },
    failing: { template: simulatedTemplate, parameters: { fail_at: 'apply' } },
  },
)

describe('simulatedEngine', () => {
  const never = new AbortController().signal

  it('says that it makes nothing real: of itself, in the first line of a log, and in each phase', async () => {
    const engine = simulatedEngine({ stepDelayMs: 1 })
    expect(engine.simulated).to.equal(true)
    const { text } = await runToEnd({})
    const messages = text.map(line => String(line['@message']))
    expect(messages[0]).to.equal('Simulated: no infrastructure is made, changed or destroyed in this run.')
    for (const phase of ['Planning', 'Applying', 'Creating', 'Creation complete', 'Done']) {
      const said = messages.filter(message => message.includes(phase))
      expect(said, phase).to.not.have.length(0)
      for (const message of said) expect(message).to.include('simulated')
    }
  })

  it('gives each component with a port an endpoint on localhost', async () => {
    const { outputs } = await runToEnd({})
    expect(outputs).to.deep.equal({
      endpoints: { value: { web: 'http://localhost:3000', api: 'http://localhost:8080' }, sensitive: false },
    })
  })

  it('plans a change for a component that changed, and a removal for one that is gone', async () => {
    const first = await runToEnd({})
    const { waybill } = first.variables as { waybill: { components: Record<string, object> } }
    const { web, api } = waybill.components
    const components = { web, api: { ...api, port: 9090 } }
    const engine = simulatedEngine({ stepDelayMs: 1 })
    const emit = () => undefined
    const job = makeJob({ template: simulatedTemplate }, { emit, state: first.state, kind: 'update' })
    const session = await engine.open({ ...job, variables: { waybill: { components } } })
    expect(await session.plan(never)).to.deep.include({ add: 0, change: 1, destroy: 1, replace: 0 })
    const { outputs } = await session.apply(never)
    expect(outputs.endpoints?.value).to.deep.equal({
      web: 'http://localhost:3000',
      api: 'http://localhost:9090',
    })
  })

  it('fails at the plan when it is asked to', async () => {
    const engine = simulatedEngine({ stepDelayMs: 1 })
    const job = makeJob(
      { template: simulatedTemplate, parameters: { fail_at: 'plan' } },
      { emit: () => undefined },
    )
    const session = await engine.open(job)
    const error = await session.plan(never).catch(thrown => thrown)
    expect(error).to.include({ code: 'RUN_FAILED' })
  })

  async function runToEnd(parameters: Readonly<Record<string, unknown>>) {
    const events: EngineEvent[] = []
    const emit = (event: EngineEvent) => events.push(event)
    const job = makeJob({ template: simulatedTemplate, parameters }, { emit })
    const session = await simulatedEngine({ stepDelayMs: 1 }).open(job)
    await session.plan(never)
    const { outputs } = await session.apply(never)
    const log = events.flatMap(event => (event.type === 'log' ? [Buffer.from(event.bytes).toString()] : []))
    const text = log
      .join('')
      .trim()
      .split('\n')
      .map(line => JSON.parse(line) as Record<string, unknown>)
    const state = events.flatMap(event => (event.type === 'state' ? [event.state] : [])).at(-1)
    return { outputs, text, state, variables: job.variables }
  }
})
