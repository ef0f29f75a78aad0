import type { Engine, EngineEvent, EngineJob, EngineSession } from '../../src/engine/engine.js'
import { simulatedEngine } from '../../src/engine/simulated-engine.js'
import { WaybillError } from '../../src/error/waybill-error.js'
import type { Plan } from '../../src/run/run.js'
import { until } from '../../src/testing/until.js'
import type { Output } from '../../src/workspace/workspace.js'

/** What a session of a gated engine does, in order. */
export interface GatedSession {
  readonly job: EngineJob
  readonly calls: string[]
  /** Lets the apply that waits go on. */
  open(): void
}

/** The simulated engine, whose apply waits at a gate, and which can be looked at. */
export interface GatedEngine {
  readonly engine: Engine
  readonly sessions: readonly GatedSession[]
  /** The session with this number, from 0, once its apply waits. */
  waiting(index: number): Promise<GatedSession>
}

/** What a gated engine tells instead of what it has simulated. */
export interface EngineScript {
  /** Of every plan that is made, in place of the simulated one. */
  readonly plan?: (job: EngineJob) => Partial<Plan>
  /** What every apply tells before it waits at the gate. */
  readonly begin?: (job: EngineJob) => readonly EngineEvent[]
  /** What it tells once it was let through, or asked to stop. */
  readonly end?: (job: EngineJob) => readonly EngineEvent[]
  readonly outputs?: (job: EngineJob) => Readonly<Record<string, Output>>
  /** What a plan that waits to be approved is stored as. */
  readonly planBytes?: Uint8Array
  /** It is on another host: of what earlier attempts have left it sees nothing. */
  readonly isElsewhere?: boolean
  /** An apply does not stop when it is asked to: it has to be killed. */
  readonly isDeaf?: boolean
}

/** Makes an engine whose applies wait to be let through; aborted, they stop at the gate. */
export function makeGatedEngine(script: EngineScript = {}): GatedEngine {
  const inner = simulatedEngine({ stepDelayMs: 0 })
  const sessions: GatedSession[] = []
  const engine: Engine = {
    ...inner,
    async open(job) {
      const calls: string[] = []
      const gate = makeGate()
      sessions.push({ job, calls, open: gate.open })
      const emit = (event: EngineEvent) => {
        if (event.type !== 'salvaged' || !script.isElsewhere) job.emit(event)
      }
      return record(await inner.open({ ...job, emit }), { job, calls, gate, script })
    },
  }
  return {
    engine,
    sessions,
    waiting: index =>
      until(() => {
        const session = sessions[index]
        return session?.calls.includes('apply') && session
      }, `an apply of session ${index}`),
  }
}

interface Gate {
  readonly open: () => void
  readonly opened: Promise<void>
}

function makeGate(): Gate {
  let open: () => void = () => undefined
  const opened = new Promise<void>(resolve => {
    open = resolve
  })
  return { open: () => open(), opened }
}

interface Recording {
  readonly job: EngineJob
  readonly calls: string[]
  readonly gate: Gate
  readonly script: EngineScript
}

function record(session: EngineSession, { job, calls, gate, script }: Recording): EngineSession {
  let kill: () => void = () => undefined
  const killed = new Promise<void>(resolve => {
    kill = resolve
  })
  return {
    note: message => session.note(message),
    readPlan: async () => script.planBytes ?? session.readPlan(),
    kill() {
      calls.push('kill')
      session.kill()
      kill()
    },
    renew: deadline => session.renew(deadline),
    async plan(signal) {
      calls.push('plan')
      return { ...(await session.plan(signal)), ...script.plan?.(job) }
    },
    async apply(signal) {
      calls.push('apply')
      const aborted = new Promise<void>(resolve => signal.addEventListener('abort', () => resolve()))
      for (const event of script.begin?.(job) ?? []) job.emit(event)
      await Promise.race(script.isDeaf ? [gate.opened, killed] : [gate.opened, killed, aborted])
      for (const event of script.end?.(job) ?? []) job.emit(event)
      if (calls.includes('kill')) throw new WaybillError('RUN_FAILED', 'Its processes were killed.')
      const result = await session.apply(script.isDeaf ? new AbortController().signal : signal)
      return script.outputs === undefined
        ? result
        : { outputs: { ...result.outputs, ...script.outputs(job) } }
    },
    close(options) {
      calls.push(options?.keep ? 'close and keep' : 'close')
      return session.close(options)
    },
  }
}
