import { expect } from 'chai'
import { describe, it } from 'mocha'
import { isEmptyState } from '../run/is-empty-state.js'
import { noteType } from '../run/note.js'
import {
  type EngineHarness,
  type EngineSuiteOptions,
  type EngineUnderTest,
  type OpenedSession,
  useEngine,
} from './engine/engine-harness.js'
import { expectCode } from './expect-code.js'
import { rejection, until } from './until.js'

const never = new AbortController().signal

/** Describes what every `Engine` does. `makeEngine` is called before each test. */
export function describeEngine(
  name: string,
  makeEngine: () => Promise<EngineUnderTest>,
  options: EngineSuiteOptions,
): void {
  describe(`${name} as an Engine`, () => {
    const harness = useEngine(makeEngine)
    describeResults(harness, options)
    describeLog(harness, options)
    describeStops(harness, options)
    describeSessions(harness, options)
  })
}

function describeResults(harness: EngineHarness, { plain, failing }: EngineSuiteOptions): void {
  it('says that it is available, under the name that templates use', async () => {
    const info = await harness.engine.probe()
    expect(info).to.deep.include({ name: harness.engine.name, available: true })
    expect(info.detail).to.not.equal('')
  })

  it('makes what the template says, and puts out the endpoints of the components with a port', async () => {
    const { plan, result } = await harness.run(plain)
    expect(plan.add).to.be.at.least(3)
    expect(plan).to.deep.include({ change: 0, destroy: 0, replace: 0 })
    const { endpoints } = result.outputs
    expect(endpoints?.sensitive).to.equal(false)
    expect(Object.keys(endpoints?.value as object).sort()).to.deep.equal(['api', 'web'])
  })

  it('emits a state for what it makes: one lineage, serials that grow, and the last is not empty', async () => {
    const { recording, state } = await harness.run(plain)
    const states = recording.states()
    expect(new Set(states.map(({ lineage }) => lineage)).size).to.equal(1)
    const serials = states.map(({ serial }) => serial)
    expect(serials).to.deep.equal([...new Set(serials)].sort((a, b) => a - b))
    expect(isEmptyState(state)).to.equal(false)
  })

  it('tells of each resource that it begins before it tells that it is done', async () => {
    const { recording, plan } = await harness.run(plain)
    const open = new Set<string>()
    let completed = 0
    for (const event of recording.events) {
      if (event.type !== 'resource') continue
      if (event.phase === 'started') open.add(event.address)
      else expect(open.delete(event.address), `${event.address} was begun`).to.equal(true)
      if (event.phase === 'completed') completed += 1
    }
    expect(open.size).to.equal(0)
    expect(completed).to.be.at.least(plan.add)
  })

  it('finds nothing to do with the state that it left, and puts out the same', async () => {
    const first = await harness.run(plain)
    const second = await harness.open(plain, { state: first.state, variables: first.job.variables })
    expect(await second.session.plan(never)).to.deep.include({ add: 0, change: 0, destroy: 0, replace: 0 })
    expect(await second.session.apply(never)).to.deep.equal(first.result)
  })

  it('lists each change of a plan, and nothing where there is nothing to do', async () => {
    const first = await harness.run(plain)
    const created = first.plan.changes.filter(({ action }) => action === 'create')
    expect(created).to.have.length(first.plan.add)
    expect(new Set(created.map(({ address }) => address)).size).to.equal(first.plan.add)
    const second = await harness.open(plain, { state: first.state, variables: first.job.variables })
    const { changes, drift } = await second.session.plan(never)
    expect(changes).to.deep.equal([])
    expect(drift).to.deep.equal([])
  })

  it('does in another session what was approved, to the letter', async () => {
    const { session, job } = await harness.open(plain)
    const plan = await session.plan(never)
    const bytes = await session.readPlan()
    await session.close()
    // An engine that gives no plan makes it again.
    const approvedPlan = bytes && { plan, bytes }
    const { variables } = job
    const second = await harness.run(plain, { variables, attempt: 2, approvedPlan })
    expect(second.plan).to.deep.equal(plan)
    expect(Object.keys(second.result.outputs.endpoints?.value as object).sort()).to.deep.equal(['api', 'web'])
  })

  it('changes nothing by planning', async () => {
    const { session, recording } = await harness.open(plain)
    await session.plan(never)
    await session.close()
    expect(recording.states().every(isEmptyState)).to.equal(true)
  })

  it('destroys what the state holds, and leaves an empty state and no outputs', async () => {
    const made = await harness.run(plain)
    const { variables } = made.job
    const gone = await harness.run(plain, { kind: 'destroy', state: made.state, variables })
    expect(gone.plan).to.deep.include({ add: 0, change: 0, destroy: made.plan.add, replace: 0 })
    expect(gone.result.outputs).to.deep.equal({})
    expect(isEmptyState(gone.state)).to.equal(true)
    expect(gone.state.lineage).to.equal(made.state.lineage)
    expect(gone.state.serial).to.be.greaterThan(made.state.serial)
  })

  it('fails with RUN_FAILED, after it has emitted why', async () => {
    const { session, recording } = await harness.open(failing)
    const work = async () => {
      await session.plan(never)
      await session.apply(never)
    }
    await expectCode(work(), 'RUN_FAILED')
    const errors = recording.events.flatMap(event =>
      event.type === 'diagnostic' && event.diagnostic.severity === 'error' ? [event.diagnostic] : [],
    )
    expect(errors).to.not.have.length(0)
    expect(errors[0]?.summary).to.not.equal('')
  })
}

function describeLog(harness: EngineHarness, { plain }: EngineSuiteOptions): void {
  it('logs whole JSON lines with message and time, from the offset that it is given', async () => {
    const { recording } = await harness.run(plain, { logOffset: 1000 })
    expect(recording.events.find(({ type }) => type === 'log')).to.have.property('offset', 1000)
    const lines = recording.lines()
    expect(lines).to.not.have.length(0)
    for (const line of lines) {
      expect(line['@message'], JSON.stringify(line)).to.be.a('string')
      expect(new Date(String(line['@timestamp'])).getTime(), JSON.stringify(line)).to.be.greaterThan(0)
    }
    expect(recording.log().at(-1)).to.equal(0x0a)
  })

  it('has all of a phase in the log when the phase ends', async () => {
    const { session, recording } = await harness.open(plain)
    await session.plan(never)
    const afterPlan = recording.lines().length
    await session.apply(never)
    const afterApply = recording.lines().length
    expect(afterPlan).to.be.greaterThan(0)
    expect(afterApply).to.be.greaterThan(afterPlan)
    await session.close()
    expect(recording.lines().length).to.be.at.least(afterApply)
  })

  it('appends notes of Waybill’s own, in order, each as one line', async () => {
    const { session, recording } = await harness.open(plain)
    session.note('before "é"')
    await session.plan(never)
    session.note('after')
    await session.close()
    const notes = recording.lines().filter(({ type }) => type === noteType)
    const messages = notes.map(line => line['@message'])
    expect(messages.filter(message => message === 'before "é"' || message === 'after')).to.deep.equal([
      'before "é"',
      'after',
    ])
  })
}

function describeStops(harness: EngineHarness, { plain, slow }: EngineSuiteOptions): void {
  const untilFirstMade = ({ recording }: OpenedSession) =>
    until(
      () => recording.events.some(event => event.type === 'resource' && event.phase === 'completed'),
      'the first resource',
      { timeoutMs: 15_000 },
    )

  it('throws the signal’s reason when it is aborted before it begins', async () => {
    const { session } = await harness.open(plain)
    const reason = new Error('stop')
    expect(await rejection(session.plan(AbortSignal.abort(reason)))).to.equal(reason)
  })

  it('stops in the middle when it is aborted, keeps the state of what it made, and goes on from there', async () => {
    const opened = await harness.open(slow)
    const { session, recording, job } = opened
    await session.plan(never)
    const abort = new AbortController()
    const reason = new Error('stop')
    const applied = rejection(session.apply(abort.signal))
    await untilFirstMade(opened)
    abort.abort(reason)
    expect(await applied).to.equal(reason)
    await session.close({ keep: true })
    const state = recording.states().at(-1)
    expect(isEmptyState(state)).to.equal(false)
    const { runId, variables } = job
    const logOffset = recording.log().length
    const second = await harness.run(slow, { runId, variables, attempt: 2, state, logOffset })
    expect(Object.keys(second.result.outputs.endpoints?.value as object)).to.have.length(2)
    expect(second.state.lineage).to.equal(state?.lineage)
  })

  it('ends at once when it is killed, with RUN_FAILED, and begins nothing any more', async () => {
    const opened = await harness.open(slow)
    const { session } = opened
    await session.plan(never)
    const applied = rejection(session.apply(never))
    await untilFirstMade(opened)
    session.kill()
    expect(await applied).to.have.property('code', 'RUN_FAILED')
    await expectCode(session.apply(never), 'RUN_FAILED')
    await session.close()
  })

  it('stops by itself, with STALE_ATTEMPT, when its deadline is not moved', async () => {
    const { session } = await harness.open(slow)
    await session.plan(never)
    const deadline = Date.now() + 300
    session.renew(deadline)
    await expectCode(session.apply(never), 'STALE_ATTEMPT')
    // The engine keeps the deadline to the tick of its own clock, not of this one.
    expect(Date.now()).to.be.lessThan(deadline + 500)
  })

  it('goes on when its deadline is moved', async () => {
    const { session } = await harness.open(slow, { deadline: Date.now() + 20_000 })
    await session.plan(never)
    session.renew(Date.now() + 400)
    const applied = session.apply(never)
    session.renew(Date.now() + 60_000)
    expect(Object.keys((await applied).outputs)).to.include('endpoints')
  })
}

function describeSessions(harness: EngineHarness, { plain }: EngineSuiteOptions): void {
  it('has sessions of different runs at the same time', async () => {
    const runs = await Promise.all([harness.run(plain), harness.run(plain), harness.run(plain)])
    expect(new Set(runs.map(({ state }) => state.lineage)).size).to.equal(3)
  })

  it('is closed before anything was planned, and twice', async () => {
    const { session } = await harness.open(plain)
    await session.close()
    await session.close()
  })

  it('does a run again that was closed for good', async () => {
    const first = await harness.run(plain)
    const { runId, variables } = first.job
    const second = await harness.open(plain, { runId, variables, attempt: 2, state: first.state })
    expect((await second.session.plan(never)).add).to.equal(0)
  })
}
