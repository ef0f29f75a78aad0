/** Somebody pressed ctrl-C, or asked the process to end. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted'
}

/**
 * Runs work that a first SIGINT or SIGTERM asks to end: everything that was started is ended on the way out. A
 * second one ends this process at once.
 */
export async function interruptible<Result>(work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
  const controller = new AbortController()
  const onSignal = (name: string) => {
    if (controller.signal.aborted) process.exit(130)
    controller.abort(new Interrupted(`Interrupted by ${name}.`))
  }
  process.on('SIGINT', onSignal)
  process.on('SIGTERM', onSignal)
  try {
    return await work(controller.signal)
  } catch (error) {
    // A child that the terminal interrupted too may fail first.
    throw controller.signal.aborted ? controller.signal.reason : error
  } finally {
    process.off('SIGINT', onSignal)
    process.off('SIGTERM', onSignal)
  }
}
