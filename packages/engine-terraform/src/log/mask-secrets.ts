/** Shorter ones would mask half of every log. */
const minLength = 6

/** The secrets that are long enough to be masked. Pure. */
export function listMaskable(secrets: readonly string[]): readonly string[] {
  return secrets.filter(secret => secret.length >= minLength)
}

/** The forms in which secrets can stand in a line of JSON, longest first. Pure. */
export function buildMasks(secrets: readonly string[]): readonly Buffer[] {
  const forms = listMaskable(secrets).flatMap(secret => [
    secret,
    JSON.stringify(secret).slice(1, -1),
    escapeAsGo(secret),
  ])
  return [...new Set(forms)].map(form => Buffer.from(form)).sort((a, b) => b.length - a.length)
}

/** Overwrites secrets with asterisks of the same length: offsets into the log stay what they are. In place. */
export function maskSecrets(bytes: Buffer, masks: readonly Buffer[]): void {
  for (const mask of masks) {
    for (let at = bytes.indexOf(mask); at >= 0; at = bytes.indexOf(mask, at + mask.length)) {
      bytes.fill('*', at, at + mask.length)
    }
  }
}

/** Go's encoder also escapes what could end a script in HTML. https://pkg.go.dev/encoding/json#HTMLEscape */
function escapeAsGo(secret: string): string {
  return JSON.stringify(secret)
    .slice(1, -1)
    .replace(/[<>&\u2028\u2029]/g, char => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
