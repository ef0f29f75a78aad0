import { type Role, WaybillError } from '@waybill/core'
import { expect } from 'chai'
import { SignJWT } from 'jose'
import { afterEach, beforeEach, describe, it } from 'mocha'
import { oidcAuthentication } from '../../src/auth/oidc-authentication.js'
import { roleOfClaims } from '../../src/auth/oidc-roles.js'
import { IdentityProvider } from './identity-provider.js'

describe('oidcAuthentication', () => {
  let provider: IdentityProvider
  beforeEach(async () => {
    provider = await IdentityProvider.start()
  })
  afterEach(() => provider.close())
  const makeAuthenticate = (options = {}) =>
    oidcAuthentication({ issuer: provider.issuer, audience: 'waybill', keysCooldownMs: 0, ...options })
  const refusal = async (work: Promise<unknown>) => {
    const error = await work.catch((thrown: unknown) => thrown)
    return error instanceof WaybillError ? { code: error.code, message: error.message } : error
  }

  it('takes a token of the provider: its name and its role', async () => {
    const token = await provider.token({ email: 'ada@example.com', roles: ['operator', 'other'] })
    expect(await makeAuthenticate()(token)).to.deep.equal({ name: 'ada@example.com', role: 'operator' })
  })

  it('names who has no such claim by the subject, with no role where none is given', async () => {
    expect(await makeAuthenticate()(await provider.token())).to.deep.equal({ name: 'user-1', role: null })
  })

  it('asks for discovery and keys once', async () => {
    const authenticate = makeAuthenticate()
    const tokens = [await provider.token(), await provider.token({ sub: 'user-2' })]
    await Promise.all(tokens.map(token => authenticate(token)))
    await authenticate(await provider.token({ sub: 'user-3' }))
    expect(provider.asked).to.deep.equal(['/realm/.well-known/openid-configuration', '/realm/keys'])
  })

  it('finds the new key after the provider has rotated, and refuses the old one', async () => {
    const authenticate = makeAuthenticate()
    const old = await provider.token()
    await authenticate(old)
    await provider.rotate()
    expect(await authenticate(await provider.token({ sub: 'later' }))).to.include({ name: 'later' })
    expect(await refusal(authenticate(old))).to.include({ code: 'UNAUTHENTICATED' })
  })

  const now = Math.floor(Date.now() / 1000)
  const wrong = [
    { name: 'another audience', claims: { aud: 'other' }, says: '"aud"' },
    { name: 'another issuer', claims: { iss: 'https://evil.example' }, says: '"iss"' },
    { name: 'one that has expired', claims: { exp: now - 60 }, says: '"exp"' },
    { name: 'one that is not valid yet', claims: { nbf: now + 7200 }, says: '"nbf"' },
    { name: 'one without an end', claims: { exp: undefined }, says: '"exp"' },
    { name: 'one of nobody', claims: { sub: undefined }, says: '"sub"' },
  ]
  for (const { name, claims, says } of wrong)
    it(`refuses ${name}`, async () => {
      const refused = await refusal(makeAuthenticate()(await provider.token(claims)))
      expect(refused).to.include({ code: 'UNAUTHENTICATED' })
      expect(refused).to.have.property('message').that.contains(says)
    })

  it('refuses a signature that is none, no signature, and one by a shared secret', async () => {
    const [head, body] = (await provider.token()).split('.')
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${body}.`
    const shared = await new SignJWT({ iss: provider.issuer, aud: 'waybill', sub: 'x' })
      .setProtectedHeader({ alg: 'HS256' })
      .setExpirationTime('5m')
      .sign(new TextEncoder().encode('x'.repeat(32)))
    for (const token of [`${head}.${body}.AAAA`, unsigned, shared, 'a.b.c', '..'])
      expect(await refusal(makeAuthenticate()(token)), token).to.include({ code: 'UNAUTHENTICATED' })
  })

  it('leaves what is no JWT to others', async () => {
    expect(await makeAuthenticate()('wb_secret')).to.equal(undefined)
    expect(provider.asked).to.deep.equal([])
  })

  it('says that the provider is away, and tries again with the next request', async () => {
    const authenticate = makeAuthenticate()
    const token = await provider.token()
    provider.away = true
    expect(await refusal(authenticate(token))).to.include({ code: 'IDENTITY_UNAVAILABLE' })
    provider.away = false
    expect(await authenticate(token)).to.include({ name: 'user-1' })
  })

  it('believes no discovery document of another issuer', async () => {
    provider.claimedIssuer = 'https://evil.example'
    expect(await refusal(makeAuthenticate()(await provider.token()))).to.include({
      code: 'IDENTITY_UNAVAILABLE',
    })
  })
})

describe('roleOfClaims', () => {
  const cases: readonly {
    name: string
    claims: Record<string, unknown>
    claim?: string
    byValue?: Record<string, Role>
    role: Role | null
  }[] = [
    { name: 'the highest counts', claims: { roles: ['viewer', 'admin'] }, role: 'admin' },
    { name: 'one text', claims: { roles: 'operator' }, role: 'operator' },
    { name: 'a scope', claims: { scope: 'openid operator' }, claim: 'scope', role: 'operator' },
    { name: 'none', claims: {}, role: null },
    { name: 'something else', claims: { roles: 7 }, role: null },
    {
      name: 'a path',
      claims: { realm_access: { roles: ['admin'] } },
      claim: 'realm_access.roles',
      role: 'admin',
    },
    {
      name: 'a name with dots',
      claims: { 'https://x.example/r': ['viewer'] },
      claim: 'https://x.example/r',
      role: 'viewer',
    },
    {
      name: 'a mapping',
      claims: { groups: ['sre'] },
      claim: 'groups',
      byValue: { sre: 'admin' },
      role: 'admin',
    },
    {
      name: 'a mapping replaces the names',
      claims: { roles: ['admin'] },
      byValue: { sre: 'admin' },
      role: null,
    },
    { name: 'everybody', claims: {}, byValue: { '*': 'viewer', sre: 'admin' }, role: 'viewer' },
    { name: 'nothing inherited', claims: { roles: ['constructor'] }, claim: 'constructor.name', role: null },
  ]
  for (const { name, claims, claim = 'roles', byValue = {}, role } of cases)
    it(name, () => {
      expect(roleOfClaims(claims, { claim, byValue })).to.equal(role)
    })
})
