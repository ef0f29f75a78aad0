import { setImmediate as turn } from 'node:timers/promises'

/**
 * Lets callers who ask at the same time share one reading that begins after all of them have asked, so that
 * none of them sees what was true before its question. While one reads, the others wait for the next reading. One
 * begins when all requests that have arrived are heard: the first of them would have it to itself.
 */
export function shareNext<Result>(read: () => Promise<Result>): () => Promise<Result> {
  let running: Promise<unknown> = Promise.resolve()
  let next: Promise<Result> | undefined
  const readNext = async (): Promise<Result> => {
    await running
    await turn()
    next = undefined
    const reading = read()
    // How it ends is the business of those who asked for it.
    running = reading.catch(() => undefined)
    return reading
  }
  return () => {
    next ??= readNext()
    return next
  }
}
