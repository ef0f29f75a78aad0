import { expect } from 'chai'
import fc from 'fast-check'
import { describe, it } from 'mocha'
import { workspaceRecordSchema } from '../../src/workspace/workspace.js'
import { defaultWorkspaceName, makeWorkspaceKey } from '../../src/workspace/workspace-key.js'

const numbers = fc.array(fc.nat({ max: 2 ** 32 - 1 }), { minLength: 6, maxLength: 6 })
const slug = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,98}[a-z0-9])?$/)

describe('makeWorkspaceKey', () => {
  it('is short, begins with a letter, and is safe in a DNS name', () => {
    fc.assert(
      fc.property(numbers, random => {
        expect(makeWorkspaceKey(() => random)).to.match(/^[a-z][a-z0-9]{5}$/)
      }),
    )
  })

  it('differs with its random numbers', () => {
    expect(makeWorkspaceKey(() => [0, 0, 0, 0, 0, 0])).to.not.equal(
      makeWorkspaceKey(() => [1, 0, 0, 0, 0, 0]),
    )
  })
})

describe('defaultWorkspaceName', () => {
  it('is the slug and the key', () => {
    expect(defaultWorkspaceName('shop', 'k3f9bc')).to.equal('shop-k3f9bc')
  })

  it('is cut where the slug is long, and never at a hyphen', () => {
    const name = defaultWorkspaceName(`${'x'.repeat(55)}-yz`, 'k3f9bc')
    expect(name).to.equal(`${'x'.repeat(55)}-k3f9bc`)
  })

  it('is a name that a workspace may have, whatever the slug', () => {
    fc.assert(
      fc.property(slug, numbers, (text, random) => {
        const key = makeWorkspaceKey(() => random)
        const name = defaultWorkspaceName(text, key)
        expect(workspaceRecordSchema.shape.name.safeParse(name).success, name).to.equal(true)
        expect(name.endsWith(`-${key}`)).to.equal(true)
      }),
    )
  })
})
