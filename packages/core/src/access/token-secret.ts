/** What every secret begins with, so that scanners of code and logs find one that was left there. */
export const secretPrefix = 'wb_'

const secretBytes = 32
const shownCharacters = 8

/** Makes a new secret: `wb_` and 256 random bits in base64url. */
export function makeSecret(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(secretBytes))
  return secretPrefix + toBase64(bytes).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
}

/** As much of a secret as may be shown. */
export function prefixOf(secret: string): string {
  return secret.slice(0, shownCharacters)
}

/** SHA-256 in hexadecimal. Fast is fine: there is nothing to guess in 256 random bits. */
export async function hashSecret(secret: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(secret))
  return Array.from(new Uint8Array(digest), byte => byte.toString(16).padStart(2, '0')).join('')
}

function toBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
}
