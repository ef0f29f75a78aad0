/** The value of `WWW-Authenticate` (RFC 6750 §3); what a value may not hold is left out of it. */
export function challenge(parameters: Readonly<Record<string, string>>): string {
  const all = Object.entries({ realm: 'waybill', ...parameters })
  return `Bearer ${all.map(([name, value]) => `${name}="${value.replaceAll(/[^\x20-\x21\x23-\x5b\x5d-\x7e]/g, "'")}"`).join(', ')}`
}
