import { setTimeout as sleep } from 'node:timers/promises'
import { countWords } from './count-words.js'

const apiUrl = process.env.API_URL ?? 'http://127.0.0.1:8200'
const pauseMs = 1_000
const requestTimeoutMs = 10_000

const stop = new AbortController()
for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => stop.abort())

async function callApi(method, path, body) {
  const answer = await fetch(new URL(path, apiUrl), {
    method,
    headers: { 'content-type': 'application/json' },
    body: body && JSON.stringify(body),
    signal: AbortSignal.timeout(requestTimeoutMs),
  })
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status}`)
  return answer.status === 204 ? undefined : answer.json()
}

/** Counts one text; false when there was none. */
async function work() {
  const taken = await callApi('POST', '/texts/take')
  if (taken === undefined) return false
  const words = countWords(taken.text)
  await callApi('PUT', `/texts/${taken.id}`, { words })
  console.log(`counter: ${taken.id}: ${words} words`)
  return true
}

/** An API that is away is not this worker's end: say so once and go on asking. */
async function run() {
  let isAway = false
  while (!stop.signal.aborted) {
    const didWork = await work().then(
      done => {
        isAway = false
        return done
      },
      error => {
        if (!isAway) console.error(`counter: ${error.cause?.message ?? error.message}; asking again`)
        isAway = true
        return false
      },
    )
    if (!didWork) await sleep(pauseMs, undefined, { signal: stop.signal }).catch(() => undefined)
  }
}

console.log(`counter works for ${apiUrl}`)
await run()
