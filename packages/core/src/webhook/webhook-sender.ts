/** What is sent to a webhook. */
export interface WebhookRequest {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly signal: AbortSignal
}

/** What came of it: an answer's status and how long it asks to be left alone, or why there was none. */
export type WebhookResponse =
  | { readonly status: number; readonly retryAfterMs?: number }
  | { readonly error: string }

/** Sends messages of webhooks over the network. */
export interface WebhookSender {
  /** Never follows a redirect, and never throws. */
  send(request: WebhookRequest): Promise<WebhookResponse>
  /** Why nothing is ever sent to this URL; undefined when it is not known to be so. */
  refuses(url: string): string | undefined
}
