import type { Diagnostic, LogLine, SyncReport } from '@waybill/core'
import type { DataPatch } from '../data/data.js'
import type { FormIssue } from '../dialog/form.js'
import type { Call } from '../effects/effect.js'
import type { Key } from '../input/key.js'
import type { LogPage } from '../log/log-state.js'
import type { Place } from '../place/place.js'
import type { Link, Notice } from './state.js'

/** What a call came to. */
export type CallResult =
  | {
      readonly ok: true
      /** Where it is seen. */
      readonly place?: Place
      readonly report?: SyncReport
      readonly text?: string
      /** A run whose plan is to be asked about when it waits for that. */
      readonly preview?: string
    }
  | {
      readonly ok: false
      readonly code: string
      readonly message: string
      readonly hint: string | null
      readonly issues: readonly FormIssue[]
    }

/** Everything that can happen. */
export type Message =
  | { readonly type: 'key'; readonly key: Key }
  | { readonly type: 'resized'; readonly columns: number; readonly rows: number }
  | { readonly type: 'ticked'; readonly now: number }
  /** What is looked at is open: this is its name. */
  | { readonly type: 'opened'; readonly where: string }
  | { readonly type: 'linked'; readonly link: Link }
  | { readonly type: 'known'; readonly patches: readonly DataPatch[] }
  /** How far a call has come. */
  | { readonly type: 'progressed'; readonly label: string; readonly text: string }
  | { readonly type: 'called'; readonly call: Call; readonly result: CallResult }
  | { readonly type: 'log-page'; readonly runId: string; readonly page: LogPage }
  | { readonly type: 'log-lines'; readonly runId: string; readonly lines: readonly LogLine[] }
  /** `page` holds the found line, at `offset`; null when there is none. */
  | {
      readonly type: 'log-found'
      readonly runId: string
      readonly query: string
      readonly found: { readonly page: LogPage; readonly offset: number } | null
    }
  | { readonly type: 'problem-read'; readonly problem: Diagnostic }
  | { readonly type: 'said'; readonly text: string; readonly tone: Notice['tone'] }
