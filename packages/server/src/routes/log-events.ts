import type { LogLine, Run } from '@waybill/core'

/** Often enough for proxies that cut off what is silent for half a minute. */
const keepAliveMs = 15_000

/** Milliseconds after which an EventSource asks again when the connection broke. */
const retryMs = 2_000

/**
 * Log lines as server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html), with a
 * comment in long silence, and at the run's end one event `end` with its status.
 */
export async function* toServerSentEvents(
  lines: AsyncIterable<LogLine>,
  getRun: () => Promise<Run>,
  cut: AbortSignal,
): AsyncGenerator<string> {
  yield `retry: ${retryMs}\n\n`
  for await (const line of withKeepAlive(lines)) {
    yield line === undefined ? ': still here\n\n' : `id: ${line.next}\ndata: ${JSON.stringify(line)}\n\n`
  }
  // What was cut off has not seen the end, e.g. where the server stops: the client asks another one.
  if (cut.aborted) return
  const { status } = await getRun()
  yield `event: end\ndata: ${JSON.stringify({ status })}\n\n`
}

/** Yields undefined whenever nothing came for `keepAliveMs`. */
async function* withKeepAlive(lines: AsyncIterable<LogLine>): AsyncGenerator<LogLine | undefined> {
  const iterator = lines[Symbol.asyncIterator]()
  let timer: NodeJS.Timeout | undefined
  try {
    let coming = iterator.next()
    for (;;) {
      const silence = new Promise<undefined>(resolve => {
        timer = setTimeout(() => resolve(undefined), keepAliveMs)
      })
      const result = await Promise.race([coming, silence])
      clearTimeout(timer)
      if (result === undefined) {
        yield undefined
        continue
      }
      if (result.done === true) return
      yield result.value
      coming = iterator.next()
    }
  } finally {
    clearTimeout(timer)
    await iterator.return?.()
  }
}
