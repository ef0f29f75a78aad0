const secretPrefix = 'whsec_'
const secretBytes = 32

/** Makes a secret as Standard Webhooks writes them: `whsec_` and base64 of 256 random bits. */
export function makeWebhookSecret(): string {
  return secretPrefix + toBase64(crypto.getRandomValues(new Uint8Array(secretBytes)))
}

/** A message as it is signed. */
export interface SignedMessage {
  readonly id: string
  /** Of this try. */
  readonly at: Date
  readonly body: string
}

/**
 * The headers that prove whose a message is and when it was sent: HMAC-SHA256 over id, time and body, once with each
 * secret (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md).
 */
export async function signWebhook(
  secrets: readonly string[],
  { id, at, body }: SignedMessage,
): Promise<Readonly<Record<string, string>>> {
  const timestamp = String(Math.floor(at.getTime() / 1000))
  const content = new TextEncoder().encode(`${id}.${timestamp}.${body}`)
  const signatures = await Promise.all(secrets.map(secret => sign(secret, content)))
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') }
}

async function sign(secret: string, content: Uint8Array<ArrayBuffer>): Promise<string> {
  const bytes = Uint8Array.from(atob(secret.slice(secretPrefix.length)), letter => letter.charCodeAt(0))
  const key = await crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
  return `v1,${toBase64(new Uint8Array(await crypto.subtle.sign('HMAC', key, content)))}`
}

function toBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
}
