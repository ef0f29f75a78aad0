import type { Manifest } from '@waybill/core'
import { expect } from 'chai'
import { describe, it } from 'mocha'
import { changedKeys } from '../../src/catalog/changed-keys.js'

const web = { name: 'web', type: 'frontend', path: '.', port: 80 } as const
const api = { name: 'api', type: 'backend', path: '.', port: 81 } as const
const before: Manifest = { appName: 'Shop', owner: 'sales', components: [web, api] }

describe('changedKeys', () => {
  const cases: readonly { name: string; after: Manifest; expected: readonly string[] }[] = [
    { name: 'nothing', after: { ...before }, expected: [] },
    { name: 'a key', after: { ...before, owner: 'web', tags: ['x'] }, expected: ['owner', 'tags'] },
    {
      name: 'components: new, changed, gone',
      after: {
        ...before,
        components: [
          { ...web, port: 8080 },
          { ...api, name: 'jobs' },
        ],
      },
      expected: ['+jobs', '~web', '-api'],
    },
  ]
  for (const { name, after, expected } of cases)
    it(name, () => expect(changedKeys(before, after)).to.deep.equal(expected))
  it('the first revision is new', () => expect(changedKeys(undefined, before)).to.deep.equal(['new']))
})
