import { createdTokenSchema, tokenListSchema, tokenSchema } from '@waybill/core'
import { expect } from 'chai'
import { describe, it } from 'mocha'
import { callFor, callForProblem } from '../call.js'
import { serverPerTest } from '../serve.js'

describe('token routes', () => {
  const serve = serverPerTest()

  it('create, list and revoke', async () => {
    const { url } = await serve()
    const { secret, ...token } = await callFor(createdTokenSchema, url, 'POST /api/v1/tokens', {
      body: { name: 'ci', role: 'operator', ttl: null },
    })
    expect(secret).to.match(/^wb_/)
    expect(token).to.include({ name: 'ci', role: 'operator', expiresAt: null, revokedAt: null })
    expect(await callFor(tokenListSchema, url, 'GET /api/v1/tokens')).to.deep.equal({ items: [token] })
    const revoked = await callFor(tokenSchema, url, 'DELETE /api/v1/tokens/ci')
    expect(revoked.revokedAt).to.be.a('string')
    expect(await callForProblem(url, 'DELETE /api/v1/tokens/ci')).to.include({ code: 'TOKEN_NOT_FOUND' })
  })

  it('refuse a name that is taken, and input that does not fit', async () => {
    const { url } = await serve()
    await callFor(createdTokenSchema, url, 'POST /api/v1/tokens', { body: { name: 'ci' } })
    const taken = await callForProblem(url, 'POST /api/v1/tokens', { body: { name: 'ci' } })
    expect(taken).to.include({ status: 409, code: 'NAME_TAKEN' })
    const wrong = await callForProblem(url, 'POST /api/v1/tokens', { body: { name: 'a b', role: 'root' } })
    expect(wrong).to.include({ status: 422, code: 'INVALID_INPUT' })
    expect(wrong.errors?.map(({ pointer }) => pointer)).to.have.members(['/name', '/role'])
  })
})
