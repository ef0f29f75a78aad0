import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose'

/** A real OpenID Connect provider, as far as tokens are checked: discovery, keys, and tokens signed with them. */
export class IdentityProvider {
  readonly #server: Server
  readonly #keys: { readonly kid: string; readonly privateKey: CryptoKey; readonly jwk: JWK }[] = []
  /** Paths that were asked for. */
  readonly asked: string[] = []
  /** What discovery answers instead of its own issuer. */
  claimedIssuer: string | undefined
  away = false

  private constructor(server: Server) {
    this.#server = server
  }

  static async start(): Promise<IdentityProvider> {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const provider = new IdentityProvider(server)
    server.on('request', (request, response) => {
      provider.asked.push(request.url ?? '')
      response.setHeader('Content-Type', 'application/json')
      if (provider.away) response.statusCode = 503
      response.end(JSON.stringify(provider.#answer(request.url ?? '')))
    })
    await provider.addKey()
    return provider
  }

  get issuer(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/realm`
  }

  /** From now on tokens are signed with a new key; the old one is not published any more. */
  async rotate(): Promise<void> {
    this.#keys.length = 0
    await this.addKey()
  }

  async addKey(): Promise<void> {
    const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true })
    const kid = crypto.randomUUID()
    this.#keys.push({
      kid,
      privateKey,
      jwk: { ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' },
    })
  }

  /** A token with these claims beside good ones. */
  async token(claims: Readonly<Record<string, unknown>> = {}): Promise<string> {
    const key = this.#keys.at(-1)
    if (key === undefined) throw new Error('no key')
    const now = Math.floor(Date.now() / 1000)
    const good = { iss: this.issuer, aud: 'waybill', sub: 'user-1', iat: now, exp: now + 300 }
    return new SignJWT({ ...good, ...claims })
      .setProtectedHeader({ alg: 'ES256', kid: key.kid })
      .sign(key.privateKey)
  }

  close(): void {
    this.#server.close()
    this.#server.closeAllConnections()
  }

  #answer(path: string): unknown {
    if (path === '/realm/keys') return { keys: this.#keys.map(({ jwk }) => jwk) }
    const issuer = this.claimedIssuer ?? this.issuer
    return { issuer, jwks_uri: `${this.issuer}/keys` }
  }
}
