import { readFileSync } from 'node:fs'
import { type LogEntry, makeTokenVerifier, type Storage, type Token, WaybillError } from '@waybill/core'
import {
  type Authenticate,
  authenticateByFirst,
  fixedToken,
  isLoopbackBinding,
  oidcAuthentication,
} from '@waybill/server'
import { type AuthenticationChoice, chooseAuthentication } from '../config/choose-authentication.js'
import type { Settings } from '../config/settings.js'

/** What the server asks, and what is to be told of it. */
export interface Authentication extends AuthenticationChoice, AsyncDisposable {
  /** Undefined: everybody may do everything. */
  readonly authenticate: Authenticate | undefined
}

/** What authentication is opened with. */
export interface OpenAuthenticationOptions {
  readonly values: Settings
  readonly storage: Pick<Storage, 'tokens' | 'events'>
  /** Where the server is going to listen. */
  readonly host: string
  readonly onLog: (entry: LogEntry) => void
}

/**
 * Opens what tells who a caller is.
 * @throws WaybillError `CONFIG_INVALID` when the settings do not fit, or when the server would be open to others
 * without authentication
 */
export async function openAuthentication(options: OpenAuthenticationOptions): Promise<Authentication> {
  const { values, storage, host, onLog } = options
  const tokens = await storage.tokens.list()
  const now = new Date().toISOString()
  const choice = chooseAuthentication(values, { holdingTokens: tokens.filter(one => holds(one, now)).length })
  if (choice.mode === 'none') {
    if (values.WAYBILL_AUTH !== 'none') refuseOpenDoor(host)
    return { ...choice, authenticate: undefined, [Symbol.asyncDispose]: async () => undefined }
  }
  const verifier = await makeTokenVerifier({
    store: storage.tokens,
    events: storage.events,
    onError: error =>
      onLog({ level: 'warn', message: 'The last use of a token was not noted.', fields: { err: error } }),
  })
  const ways: Authenticate[] = [...adminToken(values), secret => verifier.verify(secret)]
  if (choice.mode === 'oidc') ways.push(oidc(values))
  return {
    ...choice,
    authenticate: authenticateByFirst(ways),
    [Symbol.asyncDispose]: () => verifier.close(),
  }
}

function holds({ revokedAt, expiresAt }: Token, now: string): boolean {
  return revokedAt === null && (expiresAt === null || expiresAt > now)
}

/** Without authentication the API is for this machine alone, unless the operator says otherwise. */
function refuseOpenDoor(host: string): void {
  if (isLoopbackBinding(host)) return
  throw new WaybillError(
    'CONFIG_INVALID',
    `Listening on ${host} would open Waybill to others: nobody would have to prove who they are.`,
    {
      hint: 'Make a token first (`waybill token create NAME --role admin`), or set WAYBILL_ADMIN_TOKEN_FILE, WAYBILL_OIDC_ISSUER, or WAYBILL_AUTH=none if it is meant to be open.',
    },
  )
}

const leastCharacters = 32

function adminToken({ WAYBILL_ADMIN_TOKEN_FILE: file }: Settings): Authenticate[] {
  if (file === undefined) return []
  const secret = readSecret(file)
  if (secret.length < leastCharacters || /[^\w.~+/=-]/.test(secret))
    throw new WaybillError(
      'CONFIG_INVALID',
      `The token in ${file} (WAYBILL_ADMIN_TOKEN_FILE) does not fit: it has to be one line of at least ${leastCharacters} letters, digits or - . _ ~ + /.`,
      { hint: '`openssl rand -hex 32` makes one.' },
    )
  return [fixedToken(secret, { name: 'admin-token-file', role: 'admin' })]
}

function readSecret(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new WaybillError('CONFIG_INVALID', `WAYBILL_ADMIN_TOKEN_FILE cannot be read: ${why}.`, { cause })
  }
}

function oidc(values: Settings): Authenticate {
  const { WAYBILL_OIDC_ISSUER: issuer, WAYBILL_OIDC_AUDIENCE: audience } = values
  if (issuer === undefined || audience === undefined)
    throw new WaybillError('CONFIG_INVALID', 'OpenID Connect needs an issuer and an audience.', {
      hint: 'Set WAYBILL_OIDC_ISSUER and WAYBILL_OIDC_AUDIENCE.',
    })
  return oidcAuthentication({
    issuer,
    audience,
    rolesClaim: values.WAYBILL_OIDC_ROLES_CLAIM,
    nameClaim: values.WAYBILL_OIDC_NAME_CLAIM,
    roles: values.WAYBILL_OIDC_ROLES,
  })
}
