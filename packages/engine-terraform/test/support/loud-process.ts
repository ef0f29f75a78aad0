/**
 * A worker that plans with a program that says a lot, and tells what it took: `node loud-process.js <JSON of
 * LoudInput>`. A process of its own, so that its memory is nobody else's.
 */
import { newId, type RunId } from '@waybill/core'
import { terraformEngine } from '../../src/index.js'
import { readFixture } from './read-template.js'
import { testEnvironment } from './workshop.js'

/** What the worker is to do. */
export interface LoudInput {
  readonly workDir: string
  readonly command: string
}

/** What came of it. */
export interface LoudReport {
  /** What the plan adds, by the program's last words. */
  readonly add: number
  /** Of the log. */
  readonly bytes: number
  /** Most memory beyond what the process had before. */
  readonly peakBytes: number
}

const { workDir, command }: LoudInput = JSON.parse(process.argv[2] ?? '{}')
let bytes = 0
const engine = terraformEngine({ workDir, command, env: testEnvironment() })
const session = await engine.open({
  runId: newId<RunId>(),
  kind: 'plan',
  attempt: 1,
  template: readFixture('failing'),
  variables: {},
  state: undefined,
  approvedPlan: undefined,
  imports: [],
  logOffset: 0,
  deadline: Date.now() + 600_000,
  emit: event => {
    if (event.type === 'log') bytes += event.bytes.length
  },
})
const before = process.memoryUsage().rss
const { add } = await session.plan(new AbortController().signal)
// The kernel's own note of the most that was ever there, so that nothing has to be looked at in time.
const peakBytes = process.resourceUsage().maxRSS * 1024 - before
await session.close()
await engine.close()
process.send?.({ add, bytes, peakBytes } satisfies LoudReport)
