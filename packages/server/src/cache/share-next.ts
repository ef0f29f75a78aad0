/**
 * Lets callers who ask at the same time share one reading that begins after all of them have asked, so that
 * none of them sees what was true before its question. While one reads, the others wait for the next reading.
 */
export function shareNext<Result>(read: () => Promise<Result>): () => Promise<Result> {
  let running: Promise<Result> | undefined
  let next: Promise<Result> | undefined
  const start = (): Promise<Result> => {
    const reading = read().finally(() => {
      if (running === reading) running = undefined
    })
    running = reading
    return reading
  }
  const startAfter = async (before: Promise<Result>): Promise<Result> => {
    // How the reading before ended is the business of those who asked for it.
    await before.catch(() => undefined)
    next = undefined
    return start()
  }
  return () => {
    if (running === undefined) return start()
    next ??= startAfter(running)
    return next
  }
}
