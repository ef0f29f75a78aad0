import { setTimeout as sleep } from 'node:timers/promises'

const urls = (process.env.WATCH_URLS ?? 'http://127.0.0.1:8000/health').split(/[\s,]+/).filter(Boolean)
const intervalMs = Number(process.env.WATCH_INTERVAL_SECONDS ?? 30) * 1_000
const timeoutMs = 5_000

const stop = new AbortController()
for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => stop.abort())

/** One look at an address; a failure to connect is a result, not an error. */
async function look(url) {
  const startedAt = performance.now()
  const seen = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) }).then(
    async answer => {
      await answer.body?.cancel()
      return { up: answer.ok, status: answer.status }
    },
    error => ({ up: false, reason: error.cause?.code ?? error.cause?.message ?? error.message }),
  )
  const tookMs = Math.round(performance.now() - startedAt)
  return { at: new Date().toISOString(), url, ...seen, tookMs }
}

console.log(`watcher looks at ${urls.join(', ')} every ${intervalMs / 1_000} s`)
while (!stop.signal.aborted) {
  for (const seen of await Promise.all(urls.map(look))) console.log(JSON.stringify(seen))
  await sleep(intervalMs, undefined, { signal: stop.signal }).catch(() => undefined)
}
