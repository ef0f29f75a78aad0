/**
 * A worker to be killed: opens a session of the fixture `chain`, plans and applies it, and tells its parent of
 * every event; a number of ms from the parent renews the lease: `node worker-process.js <JSON of WorkerInput>`.
 */
import { type EngineEvent, type RunId, runIdSchema } from '@waybill/core'
import { terraformEngine } from '../../src/index.js'
import { readFixture } from './read-template.js'
import { testEnvironment } from './workshop.js'

/** What the worker is to do. */
export interface WorkerInput {
  readonly runId: RunId
  readonly workDir: string
  readonly variables: Readonly<Record<string, unknown>>
}

const input: WorkerInput = JSON.parse(process.argv[2] ?? '{}')
const signal = new AbortController().signal
const engine = terraformEngine({ workDir: input.workDir, env: testEnvironment(), graceMs: 5_000 })
const session = await engine.open({
  runId: runIdSchema.parse(input.runId),
  kind: 'provision',
  attempt: 1,
  template: readFixture('chain'),
  variables: input.variables,
  state: undefined,
  approvedPlan: undefined,
  imports: [],
  logOffset: 0,
  deadline: Date.now() + 60_000,
  emit: event => process.send?.(encode(event)),
})
process.on('message', (leaseMs: number) => {
  session.renew(Date.now() + leaseMs)
  process.send?.({ type: 'renewed' })
})
session.note('applied by a worker that is to die')
await session.plan(signal)
await session.apply(signal)

function encode(event: EngineEvent): unknown {
  if (event.type === 'log') return { ...event, bytes: Buffer.from(event.bytes).toString('base64') }
  if (event.type !== 'state') return event
  return { ...event, state: { ...event.state, bytes: Buffer.from(event.state.bytes).toString('base64') } }
}
