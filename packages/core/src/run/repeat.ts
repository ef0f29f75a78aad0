/** How something is repeated. */
export interface RepeatOptions {
  /** From the end of one time to the begin of the next. */
  readonly everyMs: number
  /** A failure is reported once, until it has gone well again. */
  readonly onError: (error: unknown) => void
}

/** Does something again and again, never twice at once, until it is stopped. */
export function repeat(
  work: () => Promise<unknown>,
  { everyMs, onError }: RepeatOptions,
): { readonly stop: () => Promise<void> } {
  let stopped = false
  let failing = false
  let running: Promise<void> = Promise.resolve()
  let timer = setTimeout(tick, everyMs)

  function tick(): void {
    running = once().then(() => {
      if (!stopped) timer = setTimeout(tick, everyMs)
    })
  }

  async function once(): Promise<void> {
    try {
      await work()
      failing = false
    } catch (error) {
      if (!failing) onError(error)
      failing = true
    }
  }

  return {
    async stop() {
      stopped = true
      clearTimeout(timer)
      await running
    },
  }
}
