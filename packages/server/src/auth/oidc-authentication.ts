import { type Role, WaybillError } from '@waybill/core'
import { createRemoteJWKSet, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose'
import { z } from 'zod'
import type { Authenticate } from './authenticate.js'
import { roleOfClaims } from './oidc-roles.js'

/** Whose tokens are taken, and what they say. */
export interface OidcOptions {
  /** As the provider writes itself, e.g. `https://login.example/realms/platform`. */
  readonly issuer: string
  /** The audience, or one of them, has to be in the token. */
  readonly audience: string | readonly string[]
  /** Claim that holds the roles: its name, or a path such as `realm_access.roles`. @default 'roles' */
  readonly rolesClaim?: string
  /** Roles by value of that claim; `*` is for every token. @default viewer, operator and admin are themselves */
  readonly roles?: Readonly<Record<string, Role>>
  /** Claim that names the principal; where it is missing, `sub` does. @default 'email' */
  readonly nameClaim?: string
  /** Least time between two looks for keys of an unknown id, in ms. @default 30000 */
  readonly keysCooldownMs?: number
}

/** Only ones with a key pair: with a shared secret, whoever checks a token could make one. */
const algorithms = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  ...['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
]
const clockToleranceSeconds = 30
const timeoutMs = 5000
const keysMaxAgeMs = 10 * 60_000

const configurationSchema = z.object({ issuer: z.string(), jwks_uri: z.url() })

/**
 * Takes tokens of an OpenID Connect provider (JWT, RFC 9068 or ID tokens): signature, issuer, audience and time
 * are checked. Its keys are found by discovery with the first token, kept for ten minutes, and looked for again
 * when a token names one that is not known.
 */
export function oidcAuthentication(options: OidcOptions): Authenticate {
  const { issuer, audience, nameClaim = 'email', rolesClaim = 'roles', roles = {} } = options
  const loadKeys = keepOnSuccess(() => discoverKeys(issuer, options.keysCooldownMs ?? 30_000))
  const requirements = {
    issuer,
    audience: typeof audience === 'string' ? audience : [...audience],
    algorithms,
    clockTolerance: clockToleranceSeconds,
    requiredClaims: ['exp', 'sub'],
  }
  return async credential => {
    if (credential.split('.').length !== 3) return undefined
    const claims = await verify(credential, await loadKeys(), requirements)
    const name = claims[nameClaim]
    return {
      name: typeof name === 'string' && name !== '' ? name : (claims.sub ?? ''),
      role: roleOfClaims(claims, { claim: rolesClaim, byValue: roles }),
    }
  }
}

async function verify(
  credential: string,
  keys: JWTVerifyGetKey,
  requirements: Parameters<typeof jwtVerify>[2],
): Promise<JWTPayload> {
  try {
    return (await jwtVerify(credential, keys, requirements)).payload
  } catch (error) {
    throw toAccessError(error)
  }
}

/** What the token is to blame for; everything else is that the provider's keys could not be had. */
const faultsOfTokens = [
  errors.JWTExpired,
  errors.JWTClaimValidationFailed,
  errors.JWTInvalid,
  errors.JWSInvalid,
  errors.JWSSignatureVerificationFailed,
  errors.JWKSNoMatchingKey,
  errors.JWKSMultipleMatchingKeys,
  errors.JOSEAlgNotAllowed,
  errors.JOSENotSupported,
]

function toAccessError(error: unknown): WaybillError {
  if (faultsOfTokens.some(fault => error instanceof fault)) {
    const why = error instanceof Error ? error.message : 'it does not fit'
    return new WaybillError('UNAUTHENTICATED', `The token is not taken: ${why}.`, { cause: error })
  }
  return unavailable('Its keys cannot be read.', error)
}

async function discoverKeys(issuer: string, cooldownDuration: number): Promise<JWTVerifyGetKey> {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`
  const configuration = await fetchConfiguration(url)
  if (configuration.issuer !== issuer)
    throw unavailable(`${url} is of ${configuration.issuer}, not of ${issuer}.`)
  return createRemoteJWKSet(new URL(configuration.jwks_uri), {
    timeoutDuration: timeoutMs,
    cooldownDuration,
    cacheMaxAge: keysMaxAgeMs,
  })
}

async function fetchConfiguration(url: string): Promise<z.infer<typeof configurationSchema>> {
  try {
    const answer = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(timeoutMs) })
    if (!answer.ok) throw new Error(`It answered ${answer.status}.`)
    return configurationSchema.parse(await answer.json())
  } catch (error) {
    throw unavailable(`${url} cannot be read.`, error)
  }
}

function unavailable(why: string, cause?: unknown): WaybillError {
  return new WaybillError('IDENTITY_UNAVAILABLE', `The identity provider does not answer. ${why}`, {
    hint: 'It can be tried again.',
    cause,
  })
}

/** Does something once, for all who ask; a failure is not kept. */
function keepOnSuccess<Result>(work: () => Promise<Result>): () => Promise<Result> {
  let kept: Promise<Result> | undefined
  return () => {
    kept ??= work().catch(error => {
      kept = undefined
      throw error
    })
    return kept
  }
}
