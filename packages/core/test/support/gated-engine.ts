import type { Engine, EngineJob, EngineSession } from '../../src/engine/engine.js'
import { simulatedEngine } from '../../src/engine/simulated-engine.js'
import { until } from '../../src/testing/until.js'

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

/** Makes an engine whose applies wait to be let through; aborted, they stop at the gate. */
export function makeGatedEngine(): GatedEngine {
  const inner = simulatedEngine({ stepDelayMs: 0 })
  const sessions: GatedSession[] = []
  const engine: Engine = {
    ...inner,
    async open(job) {
      const calls: string[] = []
      const gate = makeGate()
      sessions.push({ job, calls, open: gate.open })
      return record(await inner.open(job), { calls, gate })
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

function record(
  session: EngineSession,
  { calls, gate }: { readonly calls: string[]; readonly gate: Gate },
): EngineSession {
  return {
    note: message => session.note(message),
    readPlan: () => session.readPlan(),
    kill: () => session.kill(),
    renew: deadline => session.renew(deadline),
    plan(signal) {
      calls.push('plan')
      return session.plan(signal)
    },
    async apply(signal) {
      calls.push('apply')
      const aborted = new Promise<void>(resolve => signal.addEventListener('abort', () => resolve()))
      await Promise.race([gate.opened, aborted])
      return session.apply(signal)
    },
    close(options) {
      calls.push(options?.keep ? 'close and keep' : 'close')
      return session.close(options)
    },
  }
}
