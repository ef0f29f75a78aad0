import type { LedgerLine } from './ledger-book.js'

/** One resource of a state. */
export interface StateResource {
  readonly address: string
  readonly id: string
  readonly tainted: boolean
}

/** A workspace when all is over, with everything that is known of it. */
export interface WorkspaceFacts {
  readonly id: string
  readonly key: string
  readonly status: string
  /** What its runs say it should be. */
  readonly explained: string
  /** Resources that it should have when it is ready. */
  readonly size: number
  readonly state: readonly StateResource[]
  /** Addresses that were ever named as uncertain. */
  readonly named: ReadonlySet<string>
  readonly runs: readonly RunFacts[]
}

/** One run when all is over. */
export interface RunFacts {
  readonly id: string
  readonly kind: string
  readonly status: string
  readonly ended: boolean
  readonly worker: string | null
  readonly leaseExpiresAt: string | null
  readonly log: string
  /** Where the stored pieces of the log leave a gap or overlap; empty when they do not. */
  readonly logGaps: readonly string[]
  /** Why lines of its log may be missing: a blow took them away with a machine. Empty: none may be. */
  readonly excuses: readonly string[]
}

/** All that is checked. */
export interface LabFacts {
  readonly workspaces: readonly WorkspaceFacts[]
  readonly book: readonly LedgerLine[]
  /** Numbers of events: how many, the first, the last. */
  readonly events: { readonly count: number; readonly first: number; readonly last: number }
  readonly leftProcesses: readonly string[]
  readonly leftLocks: readonly string[]
}
