import type { RunId } from '../id/ids.js'
import type { EngineDiagnostic, Plan, RunKind } from '../run/run.js'
import type { StateSnapshot } from '../run/run-store.js'
import type { TemplateVersion } from '../template/template.js'
import type { Output } from '../workspace/workspace.js'

/** What an engine says of itself. */
export interface EngineInfo {
  /** As templates name it: `terraform`, `tofu`, `simulated`. */
  readonly name: string
  readonly available: boolean
  readonly version: string | null
  /** Path of the program, or why there is none and what to do. */
  readonly detail: string
}

/**
 * What happens while an engine works, in order. `log` is a stretch of the log, JSON lines with at least
 * `@message` and `@timestamp` (Terraform's `-json` format); `offset` counts from the start of the run's log.
 */
export type EngineEvent =
  | { readonly type: 'log'; readonly offset: number; readonly bytes: Uint8Array }
  | {
      readonly type: 'resource'
      readonly address: string
      readonly action: string
      readonly phase: 'started' | 'completed' | 'errored'
      /** As the provider gave it; null while it is not known. */
      readonly id: string | null
    }
  | { readonly type: 'state'; readonly state: StateSnapshot }
  /**
   * Told by `open`: an earlier attempt has left this state on this host, and another one has made the stored one
   * elsewhere meanwhile. The session goes on from the stored one.
   */
  | { readonly type: 'late-state'; readonly state: StateSnapshot }
  /**
   * Told by `open`: all that these attempts have done is known now, because what they left lies on this host and was
   * told before. What another attempt has begun last, nobody here can know.
   */
  | { readonly type: 'salvaged'; readonly attempts: readonly number[] }
  | { readonly type: 'diagnostic'; readonly diagnostic: EngineDiagnostic }

/** A plan that an earlier attempt has made. */
export interface ApprovedPlan {
  readonly plan: Plan
  /** As `readPlan` gave it. */
  readonly bytes: Uint8Array
}

/** What an engine is to do. */
export interface EngineJob {
  readonly runId: RunId
  readonly kind: RunKind
  /** Counts from 1. From the second on, the engine first salvages what an earlier one left on this host. */
  readonly attempt: number
  readonly template: TemplateVersion
  /** The whole of `waybill.auto.tfvars.json`: the parameters, and `waybill`. */
  readonly variables: Readonly<Record<string, unknown>>
  /** The newest state of the workspace that is stored; absent before the first apply. */
  readonly state: StateSnapshot | undefined
  /** A plan that was approved, made from this very state: it is done as it is. Absent: a new one is made. */
  readonly approvedPlan: ApprovedPlan | undefined
  /** Resources that exist and are to be taken into the state. */
  readonly imports: readonly { readonly address: string; readonly id: string }[]
  /** Bytes of the run's log that are stored already: where this attempt's log goes on. */
  readonly logOffset: number
  /**
   * Wall-clock time in ms by which nothing of the engine may run any more unless it is renewed: it interrupts
   * itself early enough before.
   */
  readonly deadline: number
  /** Takes what happens, in order; it returns at once. */
  readonly emit: (event: EngineEvent) => void
}

/** What an applied run leaves. After a destroy both are empty. */
export interface EngineResult {
  readonly outputs: Readonly<Record<string, Output>>
}

/** How a session is closed. */
export interface SessionClose {
  /**
   * Leaves what is on this host (state, tail of the log) for the next attempt to salvage: the run is not over, or
   * not everything that was emitted could be stored. Default false.
   */
  readonly keep?: boolean
}

/**
 * One attempt of one run. A phase that fails throws WaybillError `RUN_FAILED`, with its diagnostics emitted
 * before; an aborted one stops gracefully (one SIGINT, state saved) and throws the signal's reason; one whose
 * deadline passed stops in the same way and throws `STALE_ATTEMPT`, one whose program cannot be started now throws
 * `ENGINE_UNAVAILABLE`: another attempt may be made. A phase ends, either way, only when none of its processes is
 * left and all of its log and its last state are emitted.
 */
export interface EngineSession {
  /** Appends a line of Waybill's own to the log, as `formatNote` writes it. It never cuts a line of the engine's in two. */
  note(message: string): void
  /** Makes a plan, or takes up the approved one. A `refresh` finds what has drifted, attribute by attribute. */
  plan(signal: AbortSignal): Promise<Plan>
  /** The plan as it may be applied by another session, on any host; undefined when the engine has none to give. */
  readPlan(): Promise<Uint8Array | undefined>
  /** Does exactly what `plan` has planned. */
  apply(signal: AbortSignal): Promise<EngineResult>
  /** Ends every process at once, without a chance to save anything: the phase under way then throws. */
  kill(): void
  /** Moves the deadline. */
  renew(deadline: number): void
  /** Ends what still runs, emits the rest of log and state, removes what is not needed any more. Callable twice. */
  close(options?: SessionClose): Promise<void>
}

/** A state that a run has left on this host: its worker died, and nothing of it runs any more. */
export interface LeftState {
  readonly runId: RunId
  readonly state: StateSnapshot
  /** Removes what the run has left, unless something works in it again. */
  forget(): Promise<void>
}

/** What executes a run. */
export interface Engine {
  readonly name: string
  /** True when it makes nothing real. */
  readonly simulated: boolean
  probe(): Promise<EngineInfo>
  /** Told that `open` may follow soon: what takes time and needs nothing of the job may begin. It returns at once. */
  prepare?(): void
  /** @throws WaybillError `ENGINE_UNAVAILABLE`; `RUN_FAILED` when the job cannot be done at all */
  open(job: EngineJob): Promise<EngineSession>
  /**
   * What the engine finds in a template, without making anything; empty when it can be used. Left out by an
   * engine that has nothing to check.
   * @throws WaybillError `ENGINE_UNAVAILABLE`
   */
  check?(template: TemplateVersion): Promise<readonly EngineDiagnostic[]>
  /** What runs have left on this host, one after the other. Left out by an engine that keeps nothing there. */
  findLeft?(): AsyncIterable<LeftState>
  /** Ends what it keeps between runs; called when the Waybill is closed. Callable twice. */
  close?(): Promise<void>
}
