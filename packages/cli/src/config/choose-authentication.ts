import type { Settings } from './settings.js'

/** How callers prove who they are, and why so. */
export interface AuthenticationChoice {
  /** `oidc`: tokens of the identity provider and of Waybill. */
  readonly mode: 'none' | 'token' | 'oidc'
  readonly why: string
}

/**
 * Decides whether callers have to prove who they are: as `WAYBILL_AUTH` says, else as soon as somebody could. A
 * server that somebody has made a token for is never open by mistake. Pure.
 */
export function chooseAuthentication(
  values: Pick<Settings, 'WAYBILL_AUTH' | 'WAYBILL_OIDC_ISSUER' | 'WAYBILL_ADMIN_TOKEN_FILE'>,
  { holdingTokens }: { readonly holdingTokens: number },
): AuthenticationChoice {
  const { WAYBILL_AUTH, WAYBILL_OIDC_ISSUER, WAYBILL_ADMIN_TOKEN_FILE } = values
  if (WAYBILL_AUTH !== undefined) return { mode: WAYBILL_AUTH, why: `WAYBILL_AUTH is ${WAYBILL_AUTH}` }
  if (WAYBILL_OIDC_ISSUER !== undefined) return { mode: 'oidc', why: 'WAYBILL_OIDC_ISSUER is set' }
  if (WAYBILL_ADMIN_TOKEN_FILE !== undefined) return { mode: 'token', why: 'WAYBILL_ADMIN_TOKEN_FILE is set' }
  if (holdingTokens > 0) return { mode: 'token', why: `there are tokens (${holdingTokens})` }
  return { mode: 'none', why: 'there is no token yet' }
}
