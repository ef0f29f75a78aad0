import type { Waybill } from '@waybill/core'
import type { DataPatch } from '../data/data.js'
import { type Load, loadKey } from '../data/load.js'
import { runLoad } from './run-load.js'

const atOnce = 4

/**
 * Reads things, a few at a time and none twice at once: asked for again while it is being read, it is read once
 * more afterwards, so that what is known last is never older than what was asked for last.
 */
export class Loader {
  readonly #emit: (patch: DataPatch) => void
  readonly #waiting = new Map<string, { readonly load: Load; readonly done: PromiseWithResolvers }>()
  readonly #going = new Set<string>()

  constructor(emit: (patch: DataPatch) => void) {
    this.#emit = emit
  }

  /** Resolves when it is known. @throws what reading it throws */
  read(waybill: Waybill, load: Load): Promise<void> {
    const key = loadKey(load)
    const waiting = this.#waiting.get(key)
    if (waiting !== undefined) return waiting.done.promise
    const done = withResolvers()
    this.#waiting.set(key, { load, done })
    this.#next(waybill)
    return done.promise
  }

  #next(waybill: Waybill): void {
    for (const [key, { load, done }] of this.#waiting) {
      if (this.#going.size >= atOnce) return
      if (this.#going.has(key)) continue
      this.#waiting.delete(key)
      this.#going.add(key)
      runLoad(waybill, load, this.#emit)
        .then(done.resolve, done.reject)
        .finally(() => {
          this.#going.delete(key)
          this.#next(waybill)
        })
    }
  }
}

interface PromiseWithResolvers {
  readonly promise: Promise<void>
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/** `Promise.withResolvers` is not in Node 20. */
function withResolvers(): PromiseWithResolvers {
  let resolve: () => void = () => undefined
  let reject: (error: unknown) => void = () => undefined
  const promise = new Promise<void>((onOk, onError) => {
    resolve = onOk
    reject = onError
  })
  return { promise, resolve, reject }
}
