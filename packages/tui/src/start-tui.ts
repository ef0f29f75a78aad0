import type { Waybill } from '@waybill/core'
import { paintFrame } from './frame/paint-frame.js'
import type { Place } from './place/place.js'
import { startState } from './state/state.js'
import { FrameWriter } from './terminal/frame-writer.js'
import { HeldEvents } from './terminal/held-events.js'
import { TerminalSession, type TerminalStreams } from './terminal/terminal-session.js'
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

/**
 * Runs the terminal UI until somebody quits, the terminal goes away, or opening the Waybill fails. It does not
 * close the Waybill.
 *
 * The first frame takes nothing but what is imported here; the rest takes several times as long to load.
 */
export async function startTui(options: TuiOptions): Promise<TuiEnd> {
  const held = new HeldEvents()
  const session = new TerminalSession(options.streams, held.events)
  const writer = new FrameWriter(text => session.write(text))
  const state = startState({ ...sizeOf(options.streams), ...options, now: Date.now() })
  session.open()
  session.setMouse(options.mouse)
  writer.draw(paintFrame(state), state.rows)
  try {
    const { runTui } = await import('./run-tui.js')
    return await runTui(options, { state, session, writer, held })
  } finally {
    session.close()
  }
}
