import { createHmac } from 'node:crypto'
import { expect } from 'chai'
import { describe, it } from 'mocha'
import { concernsRef } from '../../src/routes/pushed-ref.js'
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

describe('concernsRef', () => {
  const github = { repository: { default_branch: 'main' } }
  const gitlab = { object_kind: 'push', project: { default_branch: 'main' } }
  const cases: readonly { name: string; push: unknown; followed?: string; expected: boolean }[] = [
    { name: 'the followed branch', push: { ref: 'refs/heads/prod' }, followed: 'prod', expected: true },
    {
      name: 'the same by its whole name',
      push: { ref: 'refs/heads/prod' },
      followed: 'refs/heads/prod',
      expected: true,
    },
    {
      name: 'a branch that ends alike',
      push: { ref: 'refs/heads/x/prod' },
      followed: 'prod',
      expected: false,
    },
    {
      name: 'another branch than the followed one',
      push: { ref: 'refs/heads/main', ...github },
      followed: 'prod',
      expected: false,
    },
    { name: 'the followed tag', push: { ref: 'refs/tags/v1' }, followed: 'v1', expected: true },
    {
      name: 'a branch whose ancestor is followed',
      push: { ref: 'refs/heads/main' },
      followed: 'main~2',
      expected: true,
    },
    {
      name: 'the default branch of GitHub and Gitea',
      push: { ref: 'refs/heads/main', ...github },
      expected: true,
    },
    { name: 'another one of GitHub and Gitea', push: { ref: 'refs/heads/x', ...github }, expected: false },
    { name: 'the default branch of GitLab', push: { ref: 'refs/heads/main', ...gitlab }, expected: true },
    { name: 'another one of GitLab', push: { ref: 'refs/heads/x', ...gitlab }, expected: false },
    {
      name: 'a branch, when nobody says which is the default',
      push: { ref: 'refs/heads/x' },
      expected: true,
    },
    { name: 'what names no ref', push: { zen: 'ping' }, followed: 'main', expected: true },
    { name: 'what is no JSON', push: undefined, followed: 'main', expected: true },
  ]
  for (const { name, push, followed, expected } of cases)
    it(`${expected ? 'takes' : 'ignores'} ${name}`, () => {
      expect(concernsRef(JSON.stringify(push) ?? 'payload=x', followed)).to.equal(expected)
    })
})

describe('POST /api/v1/catalog/push', () => {
  it('syncs when it is signed, and does nothing when it is not', async () => {
    const server = await serve({ pushSecret: secret, pushRef: 'main' })
    try {
      const push = (headers: Record<string, string>) =>
        call(server.url, 'POST /api/v1/catalog/push', {
          headers: { 'Content-Type': 'application/json', ...headers },
          body,
        })
      expect((await push({ 'X-Gitea-Signature': '0' })).status).to.equal(401)
      const before = await server.waybill.catalog.syncs()
      const other = '{"ref":"refs/heads/feature"}'
      const ignored = await call(server.url, 'POST /api/v1/catalog/push', {
        headers: {
          'Content-Type': 'application/json',
          'X-Gitea-Signature': createHmac('sha256', secret).update(other).digest('hex'),
        },
        body: other,
      })
      expect([ignored.status, ignored.json]).to.deep.equal([202, { status: 'ignored' }])
      expect(await server.waybill.catalog.syncs()).to.deep.equal(before)
      expect((await push({ 'X-Hub-Signature-256': `sha256=${signature}` })).status).to.equal(202)
      // It goes along with the sync that the push has started.
      await server.waybill.catalog.sync()
      expect((await server.waybill.catalog.syncs()).length).to.be.above(before.length)
    } finally {
      await server.close()
    }
  })
})
