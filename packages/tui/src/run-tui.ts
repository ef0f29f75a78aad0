import type { Desk } from './effects/effect-runner.js'
import { EffectRunner } from './effects/effect-runner.js'
import { followFeed } from './effects/follow-feed.js'
import { paintFrame } from './frame/paint-frame.js'
import { decodeKeys, flushKeys } from './input/decode-keys.js'
import type { Message } from './state/message.js'
import { effectsOfShowing } from './state/navigate.js'
import type { State } from './state/state.js'
import { openPlaces, update } from './state/update.js'
import { copySequence, editFile, openUrl, readSource } from './terminal/desk.js'
import type { FrameWriter } from './terminal/frame-writer.js'
import type { HeldEvents } from './terminal/held-events.js'
import type { InkScreen } from './terminal/ink-screen.js'
import type { TerminalEvents, TerminalSession } from './terminal/terminal-session.js'
import { sizeOf, type TuiEnd, type TuiOptions } from './tui-options.js'

/** What the first frame was drawn with. */
export interface TuiBeginning {
  readonly state: State
  readonly session: TerminalSession
  readonly writer: FrameWriter
  /** What the terminal told since. */
  readonly held: HeldEvents
}

const escapeMs = 40
const frameMs = 16
/** While data come in, drawing takes at most a quarter of the time: the rest brings them in. */
const restFactor = 3
const tickMs = 1000
const idleTickMs = 10_000

/** Runs the terminal UI from its first frame on. */
export async function runTui(
  options: TuiOptions,
  { state: first, session, writer, held }: TuiBeginning,
): Promise<TuiEnd> {
  const { streams } = options
  const ended = new AbortController()
  let state = first
  let pending = ''
  let escapeTimer: NodeJS.Timeout | undefined
  let ink: InkScreen | undefined
  let end: TuiEnd = { exitCode: 0 }

  const finish = (how: TuiEnd): void => {
    if (ended.signal.aborted) return
    end = how
    ended.abort()
  }
  const redrawn = (): void => {
    writer.forget()
    dispatch({ type: 'resized', ...sizeOf(streams) })
  }
  const events: TerminalEvents = {
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
    onResize: redrawn,
    onReturn: redrawn,
    onEnd: why =>
      finish(
        'signal' in why ? { exitCode: why.signal === 'SIGINT' ? 130 : 0 } : { exitCode: 1, error: why.error },
      ),
  }
  const desk: Desk = {
    copy: text => session.write(copySequence(text)),
    open: openUrl,
    edit: place => editFile(place, { session, env: options.env, directory: directoryOf(state) }),
    readSource: file => readSource(file, directoryOf(state)),
    suspend: () => session.suspend(),
    redraw: () => {
      writer.forget()
      session.write('\u001b[2J')
      schedule(true)
    },
    quit: () => finish({ exitCode: 0 }),
  }
  const opened = options.open()
  const waybill = opened.then(each => each.waybill)
  const runner = new EffectRunner(waybill, desk, dispatch)

  let timer: NodeJS.Timeout | undefined
  let plannedAt = 0
  let drawnAt = 0
  let drawMs = 0
  /** A key is answered at once; what comes faster than the eye is drawn together. */
  function schedule(isKey: boolean): void {
    const now = performance.now()
    const at = isKey ? now : Math.max(now, drawnAt + Math.max(frameMs, restFactor * drawMs))
    if (timer !== undefined && plannedAt <= at) return
    clearTimeout(timer)
    plannedAt = at
    timer = setTimeout(show, at - now)
  }
  function show(): void {
    timer = undefined
    const startedAt = performance.now()
    if (ink === undefined) writer.draw(paintFrame(state), state.rows)
    else ink.draw()
    drawnAt = performance.now()
    drawMs = drawnAt - startedAt
  }
  function dispatch(message: Message): void {
    if (ended.signal.aborted) return
    const before = state
    const next = update({ ...state, now: message.type === 'ticked' ? message.now : Date.now() }, message)
    state = next.state
    if (state.mouse !== before.mouse) session.setMouse(state.mouse)
    for (const effect of next.effects) runner.run(effect)
    schedule(message.type === 'key')
  }

  try {
    opened.then(
      ({ where }) => dispatch({ type: 'opened', where }),
      (error: unknown) => finish({ exitCode: 3, error }),
    )
    for (const effect of effectsOfShowing(options.place)) runner.run(effect)
    void waybill.then(
      found =>
        followFeed(found, {
          dispatch,
          load: loads => runner.load(loads),
          openPlaces: () => openPlaces(state),
          now: Date.now,
          signal: ended.signal,
        }),
      () => undefined,
    )
    held.listen(events)
    // Ink takes longer to load than everything else: frames are painted without it until it is there.
    const { openInk } = await import('./terminal/ink-screen.js')
    ink = openInk(
      () => state,
      frame => writer.draw(frame, state.rows),
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
    ink.close()
  } finally {
    clearTimeout(escapeTimer)
    clearTimeout(timer)
    runner.close()
  }
  return end
}

/** The source's directory; null when it is none. It may be on another machine. */
function directoryOf({ data }: State): string | null {
  const source = data.health?.source
  return source?.kind === 'directory' ? source.location : null
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

function isBusy(state: State): boolean {
  return (
    state.notice !== null ||
    state.working.length > 0 ||
    state.link.status !== 'live' ||
    state.data.runs.some(({ endedAt }) => endedAt === null)
  )
}
