import type { Waybill } from '@waybill/core'
import { headerLine } from './components/frame-lines.js'
import type { Desk } from './effects/effect-runner.js'
import { EffectRunner } from './effects/effect-runner.js'
import { followFeed } from './effects/follow-feed.js'
import { decodeKeys, flushKeys } from './input/decode-keys.js'
import type { Place } from './place/place.js'
import type { Message } from './state/message.js'
import { effectsOfShowing } from './state/navigate.js'
import { startState } from './state/state.js'
import { openPlaces, update } from './state/update.js'
import { copySequence, editFile, openUrl } from './terminal/desk.js'
import { FrameWriter } from './terminal/frame-writer.js'
import { TerminalSession, type TerminalStreams } from './terminal/terminal-session.js'
import { lineText } from './text/line.js'
import type { ThemeName } from './theme/theme.js'

/** How a terminal UI is started. */
export interface TuiOptions {
  /** What is looked at; the first frame does not wait for it. */
  readonly waybill: Promise<Waybill>
  /** What that is, for the header: `embedded database`, a URL. */
  readonly where: string
  readonly place: Place
  readonly theme: ThemeName
  /** Nothing can be changed. */
  readonly readOnly: boolean
  readonly mouse: boolean
  readonly streams: TerminalStreams
  /** For `EDITOR`. */
  readonly env: Readonly<Record<string, string | undefined>>
}

/** How it ended. */
export interface TuiEnd {
  readonly exitCode: number
  /** Why it could not go on. */
  readonly error?: unknown
}

const escapeMs = 40
const frameMs = 16
const tickMs = 1000
const idleTickMs = 10_000

/**
 * Runs the terminal UI until somebody quits, the terminal goes away, or opening the Waybill fails. It does not
 * close the Waybill.
 */
export async function startTui(options: TuiOptions): Promise<TuiEnd> {
  const { streams } = options
  const size = () => ({ columns: streams.stdout.columns || 80, rows: streams.stdout.rows || 24 })
  const ended = new AbortController()
  let state = startState({ ...size(), ...options, now: Date.now() })
  state = { ...state, mouse: options.mouse }
  let pending = ''
  let escapeTimer: NodeJS.Timeout | undefined
  let draw: (() => void) | undefined
  let end: TuiEnd = { exitCode: 0 }

  const finish = (how: TuiEnd): void => {
    if (ended.signal.aborted) return
    end = how
    ended.abort()
  }
  const session = new TerminalSession(streams, {
    onInput: chunk => {
      clearTimeout(escapeTimer)
      const decoded = decodeKeys(pending, chunk)
      pending = decoded.pending
      for (const key of decoded.keys) dispatch({ type: 'key', key })
      if (pending !== '') {
        escapeTimer = setTimeout(() => {
          const keys = flushKeys(pending)
          pending = ''
          for (const key of keys) dispatch({ type: 'key', key })
        }, escapeMs)
      }
    },
    onResize: () => {
      writer.forget()
      dispatch({ type: 'resized', ...size() })
    },
    onReturn: () => {
      writer.forget()
      dispatch({ type: 'resized', ...size() })
    },
    onEnd: why =>
      finish(
        'signal' in why ? { exitCode: why.signal === 'SIGINT' ? 130 : 0 } : { exitCode: 1, error: why.error },
      ),
  })
  const writer = new FrameWriter(text => session.write(text))
  const desk: Desk = {
    copy: text => session.write(copySequence(text)),
    open: openUrl,
    edit: place => {
      const source = state.data.health?.source
      const directory = source?.kind === 'directory' ? source.location : null
      return editFile(place, { session, env: options.env, directory })
    },
    suspend: () => session.suspend(),
    redraw: () => {
      writer.forget()
      session.write('\u001b[2J')
      schedule()
    },
    quit: () => finish({ exitCode: 0 }),
  }
  const runner = new EffectRunner(options.waybill, desk, dispatch)

  let isScheduled = false
  let drawnAt = 0
  /** A key is answered at once; what comes faster than the eye is drawn together. */
  function schedule(): void {
    if (isScheduled) return
    isScheduled = true
    const wait = Math.max(0, drawnAt + frameMs - performance.now())
    const show = (): void => {
      isScheduled = false
      drawnAt = performance.now()
      draw?.()
    }
    if (wait === 0) setImmediate(show)
    else setTimeout(show, wait)
  }
  function dispatch(message: Message): void {
    if (ended.signal.aborted) return
    const before = state
    const next = update({ ...state, now: message.type === 'ticked' ? message.now : Date.now() }, message)
    state = next.state
    if (state.mouse !== before.mouse) session.setMouse(state.mouse)
    for (const effect of next.effects) runner.run(effect)
    schedule()
  }

  session.open()
  session.setMouse(options.mouse)
  // Something is there at once: loading Ink takes a few hundred milliseconds.
  writer.draw(lineText(headerLine(state)), state.rows)
  try {
    const { openInk } = await import('./terminal/ink-screen.js')
    const ink = openInk(
      () => state,
      frame => writer.draw(frame, state.rows),
    )
    draw = ink.draw
    draw()
    options.waybill.catch((error: unknown) => finish({ exitCode: 3, error }))
    for (const effect of effectsOfShowing(options.place)) runner.run(effect)
    void options.waybill.then(
      waybill =>
        followFeed(waybill, {
          dispatch,
          load: loads => runner.load(loads),
          openPlaces: () => openPlaces(state),
          now: Date.now,
          signal: ended.signal,
        }),
      () => undefined,
    )
    const clock = startClock(
      () => dispatch({ type: 'ticked', now: Date.now() }),
      () => isBusy(state),
    )
    await new Promise<void>(resolve => {
      if (ended.signal.aborted) resolve()
      ended.signal.addEventListener('abort', () => resolve())
    })
    clock()
    draw = undefined
    ink.close()
  } finally {
    clearTimeout(escapeTimer)
    runner.close()
    session.close()
  }
  return end
}

/** Ages are told by the second only while something goes on: otherwise nothing moves that costs anything. */
function startClock(tick: () => void, isFast: () => boolean): () => void {
  let timer: NodeJS.Timeout | undefined
  const next = (): void => {
    timer = setTimeout(
      () => {
        tick()
        next()
      },
      isFast() ? tickMs : idleTickMs,
    )
  }
  next()
  return () => clearTimeout(timer)
}

function isBusy(state: ReturnType<typeof startState>): boolean {
  return (
    state.notice !== null ||
    state.working.length > 0 ||
    state.link.status !== 'live' ||
    state.data.runs.some(({ endedAt }) => endedAt === null)
  )
}
