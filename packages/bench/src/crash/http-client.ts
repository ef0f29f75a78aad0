import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'

const workspaceSchema = z.object({ id: z.string(), key: z.string() })
const problemSchema = z.object({ code: z.string() })
const pauseMs = 200
/** A stopped server accepts connections and never answers. */
const answerMs = 5000

/** What is asked for. */
export interface WorkspaceOrder {
  readonly idempotencyKey: string
  readonly parameters: Readonly<Record<string, unknown>>
}

/** Talks to the servers of a laboratory, one after the other, until one has answered. */
export class HttpClient {
  readonly #urls: readonly string[]
  readonly #signal: AbortSignal
  #turn = 0

  constructor(urls: readonly string[], signal: AbortSignal) {
    this.#urls = urls
    this.#signal = signal
  }

  async createWorkspace({ idempotencyKey, parameters }: WorkspaceOrder) {
    const answer = await this.#ask('POST', '/api/v1/workspaces', {
      body: { appSlug: 'crash', template: 'ledger', parameters },
      headers: { 'idempotency-key': idempotencyKey },
    })
    if (answer.status === 201 || answer.status === 200) return workspaceSchema.parse(answer.body)
    throw new Error(`the workspace was not created: ${JSON.stringify(answer)}`)
  }

  async destroyWorkspace(id: string): Promise<void> {
    const answer = await this.#ask('DELETE', `/api/v1/workspaces/${id}`)
    if (answer.status !== 202 && answer.status !== 200)
      throw new Error(`the workspace was not destroyed: ${JSON.stringify(answer)}`)
  }

  /** Asks again after no answer, and after one that another moment changes. */
  async #ask(
    method: string,
    path: string,
    { body, headers = {} }: { readonly body?: unknown; readonly headers?: Record<string, string> } = {},
  ): Promise<{ readonly status: number; readonly body: unknown }> {
    for (;;) {
      this.#signal.throwIfAborted()
      this.#turn += 1
      const url = this.#urls[this.#turn % this.#urls.length]
      try {
        const response = await fetch(`${url}${path}`, {
          method,
          headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
          body: body === undefined ? undefined : JSON.stringify(body),
          signal: AbortSignal.timeout(answerMs),
        })
        const answer = { status: response.status, body: await response.json() }
        if (!isPassing(answer)) return answer
      } catch {
        // Killed, stopped or cut off: the other one, or later.
      }
      await delay(pauseMs)
    }
  }
}

/** Unable now, too many at once, an app that no server has synced yet, the same request still being answered. */
function isPassing({ status, body }: { readonly status: number; readonly body: unknown }): boolean {
  if (status >= 500 || status === 429 || status === 404) return true
  const { data } = problemSchema.safeParse(body)
  return status === 409 && data?.code === 'IDEMPOTENCY_KEY_IN_USE'
}
