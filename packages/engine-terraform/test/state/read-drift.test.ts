import { expect } from 'chai'
import { describe, it } from 'mocha'
import { readDrift } from '../../src/state/read-drift.js'

interface Change {
  readonly actions?: readonly string[]
  readonly before: unknown
  readonly after: unknown
  readonly before_sensitive?: unknown
  readonly after_sensitive?: unknown
}

const show = (...changes: readonly Change[]) =>
  JSON.stringify({
    format_version: '1.2',
    resource_drift: changes.map((change, index) => ({
      address: `bucket.n${index}`,
      change: { actions: ['update'], before_sensitive: {}, after_sensitive: {}, ...change },
    })),
  })
const attributesOf = (change: Change, secrets: readonly string[] = []) =>
  readDrift(show(change), secrets)?.[0]?.attributes

describe('what has drifted', () => {
  it('leaves out a resource in which nothing differs that matters', () => {
    expect(readDrift(show({ before: { tags: null }, after: { tags: {} } }), [])).to.deep.equal([])
  })

  const cases: readonly { name: string; change: Change; attributes: readonly unknown[] }[] = [
    {
      name: 'is each attribute that differs, and no other',
      change: { before: { acl: 'private', id: 'x' }, after: { acl: 'public', id: 'x' } },
      attributes: [{ path: 'acl', before: 'private', after: 'public', sensitive: false }],
    },
    {
      name: 'is nothing where an empty collection stands for none',
      change: {
        before: { acl: 'a', tags: null, list: [], blocks: [{ rules: null }] },
        after: { acl: 'b', tags: {}, list: null, blocks: [{ rules: [] }] },
      },
      attributes: [{ path: 'acl', before: 'a', after: 'b', sensitive: false }],
    },
    {
      name: 'has paths as they are written in Terraform',
      change: {
        before: { tags: { Name: 'a', 'k8s.io/x': '1' }, list: [{ port: 80 }, 2] },
        after: { tags: { Name: 'b', 'k8s.io/x': '2' }, list: [{ port: 81 }, 2] },
      },
      attributes: [
        { path: 'tags.Name', before: 'a', after: 'b', sensitive: false },
        { path: 'tags["k8s.io/x"]', before: '1', after: '2', sensitive: false },
        { path: 'list[0].port', before: 80, after: 81, sensitive: false },
      ],
    },
    {
      name: 'has null where something is only on one side',
      change: { before: { list: [1], tags: null }, after: { list: [1, 2], tags: { a: 'b' } } },
      attributes: [
        { path: 'list[1]', before: null, after: 2, sensitive: false },
        { path: 'tags', before: null, after: { a: 'b' }, sensitive: false },
      ],
    },
    {
      name: 'does not show what is sensitive on either side',
      change: {
        before: { password: 'old', token: 'old', open: 1 },
        after: { password: 'new', token: 'new', open: 2 },
        before_sensitive: { password: true },
        after_sensitive: { token: true },
      },
      attributes: [
        { path: 'password', before: null, after: null, sensitive: true },
        { path: 'token', before: null, after: null, sensitive: true },
        { path: 'open', before: 1, after: 2, sensitive: false },
      ],
    },
    {
      name: 'shows nothing of a whole that holds something sensitive',
      change: {
        before: { login: null },
        after: { login: { user: 'ada', password: 'new' } },
        after_sensitive: { login: { password: true } },
      },
      attributes: [{ path: 'login', before: null, after: null, sensitive: true }],
    },
    {
      name: 'shows nothing of a resource that is sensitive as a whole',
      change: { before: { a: 1 }, after: { a: 2 }, before_sensitive: true },
      attributes: [{ path: '', before: null, after: null, sensitive: true }],
    },
  ]
  for (const { name, change, attributes } of cases) {
    it(name, () => expect(attributesOf(change)).to.deep.equal(attributes))
  }

  it('does not show the secrets of a run, wherever they turn up', () => {
    const change = { before: { env: [{ value: 'a' }] }, after: { env: [{ value: 'key=correct horse' }] } }
    expect(attributesOf(change, ['correct horse'])).to.deep.equal([
      { path: 'env[0].value', before: null, after: null, sensitive: true },
    ])
  })

  it('cuts long values and long lists', () => {
    const before = { text: '', ...Object.fromEntries(Array.from({ length: 999 }, (_, n) => [`k${n}`, 0])) }
    const after = {
      ...Object.fromEntries(Object.keys(before).map(key => [key, 1])),
      text: 'x'.repeat(99_999),
    }
    const attributes = attributesOf({ before, after })
    expect(attributes).to.have.length(200)
    expect(attributes?.[0]?.after).to.have.length(4_097)
  })

  it('is that a resource is gone', () => {
    const text = show({ actions: ['delete'], before: { a: 1 }, after: null })
    expect(readDrift(text, [])).to.deep.equal([{ address: 'bucket.n0', action: 'delete', attributes: [] }])
  })

  it('is not that a resource was moved', () => {
    expect(readDrift(show({ actions: ['no-op'], before: {}, after: {} }), [])).to.deep.equal([])
  })

  it('is nothing where the plan lists nothing, and not known where it is no plan', () => {
    expect(readDrift('{"format_version":"1.2"}', [])).to.deep.equal([])
    expect(readDrift('{"resource_drift":[{"addr', [])).to.equal(undefined)
    expect(readDrift('', [])).to.equal(undefined)
  })
})
