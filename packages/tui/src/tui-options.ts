import type { Waybill } from '@waybill/core'
import type { Place } from './place/place.js'
import type { TerminalStreams } from './terminal/terminal-session.js'
import type { ThemeName } from './theme/theme.js'

/** How a terminal UI is started. */
export interface TuiOptions {
  /** Opens what is looked at; called when the first frame is on the screen. */
  readonly open: () => Promise<OpenedForTui>
  readonly place: Place
  readonly theme: ThemeName
  /** Nothing can be changed. */
  readonly readOnly: boolean
  readonly mouse: boolean
  readonly streams: TerminalStreams
  /** For `EDITOR`. */
  readonly env: Readonly<Record<string, string | undefined>>
}

/** What is looked at. */
export interface OpenedForTui {
  readonly waybill: Waybill
  /** What that is, for the header: `embedded database`, a URL. */
  readonly where: string
}

/** How it ended. */
export interface TuiEnd {
  readonly exitCode: number
  /** Why it could not go on. */
  readonly error?: unknown
}

/** The size of a terminal, also where it does not tell. */
export function sizeOf({ stdout }: TerminalStreams): { readonly columns: number; readonly rows: number } {
  return { columns: stdout.columns || 80, rows: stdout.rows || 24 }
}
