import { render } from 'ink'
import { App } from '../components/App.js'
import type { State } from '../state/state.js'
import { ScreenStream } from './screen-stream.js'

/** Ink, drawing frames of the state. */
export interface InkScreen {
  /** Draws the state as it is now, before it returns. */
  readonly draw: () => void
  readonly close: () => void
}

/** Starts Ink on a stream of its own; every frame is handed on as text. */
export function openInk(getState: () => State, onFrame: (frame: string) => void): InkScreen {
  let isOpen = true
  const stream = new ScreenStream(getState(), frame => {
    if (isOpen) onFrame(frame)
  })
  const streams = stream as unknown as NodeJS.WriteStream
  const ink = render(<App state={getState()} />, {
    stdout: streams,
    stderr: streams,
    debug: true,
    exitOnCtrlC: false,
    patchConsole: false,
  })
  return {
    draw: () => {
      const state = getState()
      stream.columns = state.columns
      stream.rows = state.rows
      ink.rerender(<App state={state} />)
    },
    close: () => {
      isOpen = false
      ink.unmount()
    },
  }
}
