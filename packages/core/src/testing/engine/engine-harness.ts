import { expect } from 'chai'
import { afterEach, beforeEach } from 'mocha'
import type { Revision } from '../../catalog/app.js'
import type { Engine, EngineEvent, EngineJob, EngineResult, EngineSession } from '../../engine/engine.js'
import { type AppId, newId, type RunId, type SyncId } from '../../id/ids.js'
import type { Plan } from '../../run/run.js'
import type { StateSnapshot } from '../../run/run-store.js'
import type { TemplateVersion } from '../../template/template.js'
import { buildTemplateInput } from '../../template/template-input.js'
import { makeManifest } from '../catalog-builders.js'
import { makeWorkspaceRecord } from '../workspace-builders.js'

/** An engine to be tested. */
export interface EngineUnderTest {
  readonly engine: Engine
  close(): Promise<void>
}

/** A template, with parameters that fit it. */
export interface EngineSuiteTemplate {
  readonly template: TemplateVersion
  readonly parameters?: Readonly<Record<string, unknown>>
}

/** What the engine is tested with. */
export interface EngineSuiteOptions {
  /** Makes one resource or more per component and puts out `endpoints`; a second plan finds nothing to do. */
  readonly plain: EngineSuiteTemplate
  /** The same, but its apply takes 0.8 to 5 s, and makes its first resource in less than half of it. */
  readonly slow: EngineSuiteTemplate
  /** Its plan or its apply fails, with a diagnostic. */
  readonly failing: EngineSuiteTemplate
}

/** Everything a job has emitted, checked as it comes. */
export interface Recording {
  readonly events: readonly EngineEvent[]
  /** The log so far, in one piece. */
  log(): Uint8Array
  lines(): readonly Readonly<Record<string, unknown>>[]
  states(): readonly StateSnapshot[]
}

/** A session with what it was opened with and what it emits. */
export interface OpenedSession {
  readonly session: EngineSession
  readonly job: EngineJob
  readonly recording: Recording
}

/** What a run that went well comes to. */
export interface FinishedRun extends OpenedSession {
  readonly plan: Plan
  readonly result: EngineResult
  /** The last state. */
  readonly state: StateSnapshot
}

/** The engine of the test that runs, with the few moves that most tests make. */
export interface EngineHarness {
  readonly engine: Engine
  open(template: EngineSuiteTemplate, parts?: Partial<EngineJob>): Promise<OpenedSession>
  /** Plans, applies and closes. */
  run(template: EngineSuiteTemplate, parts?: Partial<EngineJob>): Promise<FinishedRun>
}

const never = new AbortController().signal

/** Registers hooks that make an engine before each test, and close it and every session afterwards. */
export function useEngine(makeEngine: () => Promise<EngineUnderTest>): EngineHarness {
  let tested: EngineUnderTest
  const sessions: EngineSession[] = []
  beforeEach(async () => {
    tested = await makeEngine()
  })
  afterEach(async () => {
    await Promise.all(sessions.splice(0).map(session => session.close()))
    await tested.close()
  })

  const harness: EngineHarness = {
    get engine() {
      return tested.engine
    },
    async open(template, parts = {}) {
      const { recording, emit } = makeRecording(parts.logOffset ?? 0)
      const job = makeJob(template, { emit, ...parts })
      const session = await tested.engine.open(job)
      sessions.push(session)
      return { session, job, recording }
    },
    async run(template, parts) {
      const opened = await harness.open(template, parts)
      const plan = await opened.session.plan(never)
      const result = await opened.session.apply(never)
      await opened.session.close()
      const state = opened.recording.states().at(-1)
      if (state === undefined) throw new Error('The run left no state.')
      return { ...opened, plan, result, state }
    },
  }
  return harness
}

/** A provision of an app with three components, one of them without a port. */
export function makeJob(
  { template, parameters = {} }: EngineSuiteTemplate,
  parts: Partial<EngineJob> & Pick<EngineJob, 'emit'>,
): EngineJob {
  const appId = newId<AppId>()
  const workspace = makeWorkspaceRecord({ appId, name: 'shop-test', createdBy: 'ada' })
  const revision: Revision = {
    appId,
    number: 3,
    contentHash: 'c'.repeat(64),
    manifest: makeManifest({
      appName: 'Shop',
      description: 'Sells "things" & <more>, \\ é',
      components: [
        { name: 'web', type: 'frontend', path: './web', port: 3000, dependsOn: ['api'] },
        { name: 'api', type: 'backend', path: './api', port: 8080 },
        { name: 'mailer', type: 'worker', path: './mailer' },
      ],
    }),
    commit: null,
    repository: null,
    path: null,
    syncId: newId<SyncId>(),
    catalogVersion: 1,
    createdAt: '2026-01-31T09:00:00.000Z',
  }
  return {
    runId: newId<RunId>(),
    kind: 'provision',
    attempt: 1,
    template,
    variables: buildTemplateInput({
      workspace,
      revision,
      source: { url: null, dirty: false, dir: null },
      parameters,
    }),
    state: undefined,
    approvedPlan: undefined,
    imports: [],
    logOffset: 0,
    deadline: Date.now() + 120_000,
    ...parts,
  }
}

function makeRecording(logOffset: number): {
  readonly recording: Recording
  readonly emit: (event: EngineEvent) => void
} {
  const events: EngineEvent[] = []
  const pieces: Uint8Array[] = []
  let end = logOffset
  const log = () => Buffer.concat(pieces)
  return {
    emit(event) {
      events.push(event)
      if (event.type !== 'log') return
      expect(event.offset, 'the log has neither gap nor overlap').to.equal(end)
      end += event.bytes.length
      pieces.push(event.bytes.slice())
    },
    recording: {
      events,
      log,
      lines: () =>
        log()
          .toString('utf8')
          .split('\n')
          .filter(line => line !== '')
          .map(line => JSON.parse(line) as Record<string, unknown>),
      states: () => events.flatMap(event => (event.type === 'state' ? [event.state] : [])),
    },
  }
}
