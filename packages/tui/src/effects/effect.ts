import type {
  CreateWorkspaceInput,
  Diagnostic,
  PatchWorkspaceInput,
  StartRunInput,
  SyncOptionsInput,
} from '@waybill/core'
import type { Load } from '../data/load.js'

/** Something that changes the Waybill. `label` names it in words: "destroy demo". */
export type Call = { readonly label: string } & (
  | { readonly kind: 'sync'; readonly options: SyncOptionsInput }
  | { readonly kind: 'create'; readonly input: CreateWorkspaceInput }
  | { readonly kind: 'patch'; readonly id: string; readonly input: PatchWorkspaceInput }
  | { readonly kind: 'start'; readonly id: string; readonly input: StartRunInput }
  | { readonly kind: 'destroy'; readonly id: string }
  | { readonly kind: 'approve'; readonly id: string; readonly import?: boolean }
  | { readonly kind: 'cancel'; readonly id: string; readonly force?: boolean }
  | { readonly kind: 'discard'; readonly id: string }
  | { readonly kind: 'retry'; readonly id: string }
  | { readonly kind: 'check-template'; readonly name: string }
)

/** Something to do outside; what comes of it comes back as messages. */
export type Effect =
  | { readonly type: 'load'; readonly load: Load }
  | { readonly type: 'call'; readonly call: Call }
  /** Reads the end of a run's log and follows it; what was followed before is let go. */
  | { readonly type: 'open-log'; readonly runId: string }
  | { readonly type: 'close-log' }
  | {
      readonly type: 'read-log'
      readonly runId: string
      readonly at: { readonly before: number } | { readonly after: number } | 'end'
    }
  | {
      readonly type: 'search-log'
      readonly runId: string
      readonly query: string
      readonly from: number
      readonly step: 1 | -1
    }
  /** Reads files that findings are about; with `show`, that finding is shown then. */
  | { readonly type: 'read-sources'; readonly files: readonly string[]; readonly show?: Diagnostic }
  | { readonly type: 'copy'; readonly text: string }
  | { readonly type: 'open'; readonly url: string }
  | { readonly type: 'edit'; readonly file: string; readonly line: number; readonly column: number }
  | { readonly type: 'suspend' }
  | { readonly type: 'redraw' }
  | { readonly type: 'quit' }
