import { createParser, type EventSourceMessage } from 'eventsource-parser'
import type { Http, HttpRequest } from '../http/http.js'

/**
 * Yields the server-sent events of one connection, until it is closed. Nothing at all comes of one that is answered
 * 204. A connection in which nothing arrives for `silenceMs`, not even the server's heartbeat, is given up.
 */
export async function* openEventStream(
  http: Http,
  request: HttpRequest & { readonly signal: AbortSignal },
  { silenceMs, onAlive }: { readonly silenceMs: number; readonly onAlive: () => void },
): AsyncGenerator<EventSourceMessage, void, undefined> {
  const silence = new AbortController()
  const signal = AbortSignal.any([request.signal, silence.signal])
  let body: ReadableStreamDefaultReader<Uint8Array> | undefined
  const hangUp = (): void => void body?.cancel(signal.reason).catch(() => undefined)
  // A signal that `fetch` derives may be collected before it aborts (nodejs/node#54614): the body is given up by hand.
  signal.addEventListener('abort', hangUp)
  const timer = setTimeout(() => silence.abort(new Error(`Silent for ${silenceMs} ms.`)), silenceMs)
  try {
    const response = await http.send({ ...request, signal, headers: { Accept: 'text/event-stream' } })
    if (response.status === 204) {
      yield { event: 'end', data: '', id: undefined }
      return
    }
    const arrived: EventSourceMessage[] = []
    const parser = createParser({ onEvent: message => arrived.push(message) })
    const decoder = new TextDecoder()
    body = response.body?.getReader()
    signal.throwIfAborted()
    for (;;) {
      const read = await body?.read()
      signal.throwIfAborted()
      if (read?.value === undefined) return
      timer.refresh()
      onAlive()
      parser.feed(decoder.decode(read.value, { stream: true }))
      yield* arrived.splice(0)
    }
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', hangUp)
    hangUp()
  }
}
