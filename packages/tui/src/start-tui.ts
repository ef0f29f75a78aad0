import { paintFrame } from './frame/paint-frame.js'
import { startState } from './state/state.js'
import { FrameWriter } from './terminal/frame-writer.js'
import { HeldEvents } from './terminal/held-events.js'
import { TerminalSession } from './terminal/terminal-session.js'
import { sizeOf, type TuiEnd, type TuiOptions } from './tui-options.js'

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
