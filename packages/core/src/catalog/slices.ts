/** Work in slices: it yields where it may be interrupted, and returns its result. */
export type Slices<Result> = Generator<void, Result, void>

/** Apps worked on in one slice: a few milliseconds, at most 30 when every one of them has findings to hash. */
export const sliceSize = 1000

/** Does the work in one go. */
export function runAtOnce<Result>(slices: Slices<Result>): Result {
  for (;;) {
    const step = slices.next()
    if (step.done) return step.value
  }
}

/** Does the work with the event loop free between its slices. @throws the signal's reason once it is aborted */
export async function runInSlices<Result>(slices: Slices<Result>, signal?: AbortSignal): Promise<Result> {
  for (;;) {
    signal?.throwIfAborted()
    const step = slices.next()
    if (step.done) return step.value
    await new Promise(resolve => setImmediate(resolve))
  }
}
