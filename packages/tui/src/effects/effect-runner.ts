import { type RunId, toWaybillError, type Waybill } from '@waybill/core'
import type { DataPatch } from '../data/data.js'
import type { Load } from '../data/load.js'
import type { Message } from '../state/message.js'
import type { Effect } from './effect.js'
import { followRunLog } from './follow-run-log.js'
import { Loader } from './loader.js'
import { readLogAfter, readLogBefore, readLogEnd } from './read-log.js'
import { runCall } from './run-call.js'
import { searchLogFrom } from './search-log.js'

/** What the world outside of Waybill does for the person. Each answers what to say, or null. */
export interface Desk {
  readonly copy: (text: string) => void
  readonly open: (url: string) => Promise<string | null>
  readonly edit: (place: {
    readonly file: string
    readonly line: number
    readonly column: number
  }) => Promise<string | null>
  /** The text of a file of the source; null where it is not on this machine. */
  readonly readSource: (file: string) => Promise<string | null>
  readonly suspend: () => void
  readonly redraw: () => void
  readonly quit: () => void
}

/** Does what the state asks for; what comes of it comes back as messages. */
export class EffectRunner {
  readonly #waybill: Promise<Waybill>
  readonly #desk: Desk
  readonly #dispatch: (message: Message) => void
  readonly #loader: Loader
  #log = new AbortController()
  #search = new AbortController()
  #patches: DataPatch[] = []

  constructor(waybill: Promise<Waybill>, desk: Desk, dispatch: (message: Message) => void) {
    this.#waybill = waybill
    this.#desk = desk
    this.#dispatch = dispatch
    this.#loader = new Loader(patch => this.#emit(patch))
  }

  /** Starts an effect. Whatever goes wrong is said. */
  run(effect: Effect): void {
    this.#start(effect).catch((error: unknown) => {
      const known = toWaybillError(error)
      const text = known.code === 'INTERNAL' && error instanceof Error ? error.message : known.message
      this.#dispatch({
        type: 'said',
        text: known.hint === undefined ? text : `${text} ${known.hint}`,
        tone: 'bad',
      })
    })
  }

  /** Reads things; resolves when all are known. */
  async load(loads: readonly Load[]): Promise<void> {
    const waybill = await this.#waybill
    await Promise.all(loads.map(load => this.#loader.read(waybill, load)))
  }

  close(): void {
    this.#log.abort()
    this.#search.abort()
  }

  async #start(effect: Effect): Promise<void> {
    switch (effect.type) {
      case 'load':
        return this.load([effect.load])
      case 'call': {
        const { label } = effect.call
        const result = await runCall(await this.#waybill, effect.call, text =>
          this.#dispatch({ type: 'progressed', label, text }),
        )
        return this.#dispatch({ type: 'called', call: effect.call, result })
      }
      case 'open-log':
        return this.#openLog(effect.runId)
      case 'close-log':
        return this.close()
      case 'read-log':
        return this.#readLog(effect)
      case 'search-log':
        return this.#searchLog(effect)
      case 'read-sources':
        return this.#readSources(effect)
      case 'copy':
        return this.#desk.copy(effect.text)
      case 'open':
        return this.#say(await this.#desk.open(effect.url))
      case 'edit':
        return this.#say(await this.#desk.edit(effect))
      case 'suspend':
        return this.#desk.suspend()
      case 'redraw':
        return this.#desk.redraw()
      case 'quit':
        return this.#desk.quit()
    }
  }

  async #openLog(runId: string): Promise<void> {
    this.#log.abort()
    this.#log = new AbortController()
    const { signal } = this.#log
    await followRunLog(await this.#waybill, runId as RunId, { dispatch: this.#dispatch, signal })
  }

  async #readLog({ runId, at }: Extract<Effect, { type: 'read-log' }>): Promise<void> {
    const { runs } = await this.#waybill
    const id = runId as RunId
    const page =
      at === 'end'
        ? await readLogEnd(runs, id)
        : 'before' in at
          ? await readLogBefore(runs, id, at.before)
          : await readLogAfter(runs, id, at.after)
    this.#dispatch({ type: 'log-page', runId, page })
  }

  async #readSources({ files, show }: Extract<Effect, { type: 'read-sources' }>): Promise<void> {
    const patches = await Promise.all(
      files.map(async file => ({ kind: 'source', file, text: await this.#desk.readSource(file) }) as const),
    )
    this.#dispatch({ type: 'known', patches })
    if (show !== undefined) this.#dispatch({ type: 'problem-read', problem: show })
  }

  async #searchLog({ runId, query, from, step }: Extract<Effect, { type: 'search-log' }>): Promise<void> {
    this.#search.abort()
    this.#search = new AbortController()
    const { signal } = this.#search
    const { runs } = await this.#waybill
    const found = await searchLogFrom(runs, runId as RunId, { query, from, step }, signal)
    if (!signal.aborted) this.#dispatch({ type: 'log-found', runId, query, found })
  }

  #say(text: string | null): void {
    if (text !== null) this.#dispatch({ type: 'said', text, tone: 'warn' })
  }

  /** What becomes known in one turn is taken in at once: one frame for it all. */
  #emit(patch: DataPatch): void {
    this.#patches.push(patch)
    if (this.#patches.length > 1) return
    setImmediate(() => {
      const patches = this.#patches
      this.#patches = []
      this.#dispatch({ type: 'known', patches })
    })
  }
}
