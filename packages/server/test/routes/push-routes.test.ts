import { createHmac } from 'node:crypto'
import { expect } from 'chai'
import { describe, it } from 'mocha'
import { verifyPush } from '../../src/routes/verify-push.js'
import { call } from '../call.js'
import { serve } from '../serve.js'

const secret = 'a secret'
const body = '{"ref":"refs/heads/main","who":"Ü"}'
const signature = createHmac('sha256', secret).update(body).digest('hex')

describe('verifyPush', () => {
  const cases: readonly { name: string; headers: Record<string, string>; expected: boolean }[] = [
    { name: 'GitHub', headers: { 'X-Hub-Signature-256': `sha256=${signature}` }, expected: true },
    { name: 'Gitea', headers: { 'X-Gitea-Signature': signature }, expected: true },
    { name: 'GitLab', headers: { 'X-Gitlab-Token': secret }, expected: true },
    {
      name: 'a wrong signature',
      headers: { 'X-Hub-Signature-256': `sha256=${'0'.repeat(64)}` },
      expected: false,
    },
    { name: 'a signature without its kind', headers: { 'X-Hub-Signature-256': signature }, expected: false },
    { name: 'a wrong token', headers: { 'X-Gitlab-Token': 'a secre' }, expected: false },
    {
      name: 'a wrong signature beside the right token',
      headers: { 'X-Gitea-Signature': 'x', 'X-Gitlab-Token': secret },
      expected: false,
    },
    { name: 'no signature', headers: {}, expected: false },
  ]
  for (const { name, headers, expected } of cases)
    it(`${expected ? 'takes' : 'refuses'} ${name}`, () => {
      expect(verifyPush({ header: key => headers[key] ?? '', body }, secret)).to.equal(expected)
    })
})

describe('POST /api/v1/catalog/push', () => {
  it('syncs when it is signed, and does nothing when it is not', async () => {
    const server = await serve({ pushSecret: secret })
    try {
      const push = (headers: Record<string, string>) =>
        call(server.url, 'POST /api/v1/catalog/push', {
          headers: { 'Content-Type': 'application/json', ...headers },
          body,
        })
      expect((await push({ 'X-Gitea-Signature': '0' })).status).to.equal(401)
      const before = await server.waybill.catalog.syncs()
      expect((await push({ 'X-Hub-Signature-256': `sha256=${signature}` })).status).to.equal(202)
      // It goes along with the sync that the push has started.
      await server.waybill.catalog.sync()
      expect((await server.waybill.catalog.syncs()).length).to.be.above(before.length)
    } finally {
      await server.close()
    }
  })
})
