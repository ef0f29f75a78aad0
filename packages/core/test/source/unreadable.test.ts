import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { describe, it } from 'mocha'
import { findRule } from '../../src/diagnostic/codes.js'
import { exampleApp } from '../../src/diagnostic/rule.js'
import { type ScanResult, scan } from '../../src/source/scan.js'
import { makeTree } from '../diagnostic/make-tree.js'
import { asOrdinaryUser } from './ordinary-user.js'

const manifest = exampleApp('{ "name": "web", "type": "frontend", "path": "./web", "port": 3000 }')
const files = { 'shop/app-manifest.json': manifest, 'shop/web/Dockerfile': 'FROM a\n' }

/** Scans as a user who may read everything but one path. */
async function scanWithout(path: string): Promise<ScanResult> {
  using tree = makeTree(files)
  chmodSync(tree.path, 0o755)
  chmodSync(join(tree.path, path), 0)
  try {
    return await asOrdinaryUser(() => scan(tree.path))
  } finally {
    chmodSync(join(tree.path, path), 0o700)
  }
}

describe('what may not be read', () => {
  const cases = [
    {
      path: 'shop/app-manifest.json',
      rule: 'manifest-unreadable',
      message: 'The manifest cannot be read: permission is denied.',
    },
    {
      path: 'shop',
      rule: 'manifest-unreadable',
      message: 'The manifest cannot be read: permission is denied.',
    },
    {
      path: 'shop/web/Dockerfile',
      rule: 'dockerfile-unreadable',
      message: '"web/Dockerfile" cannot be read: permission is denied.',
    },
    {
      path: 'shop/web',
      rule: 'dockerfile-unreadable',
      message: '"web/Dockerfile" cannot be read: permission is denied.',
    },
  ]
  for (const { path, rule, message } of cases)
    it(`is ${rule} for ${path}`, async () => {
      const { diagnostics } = await scanWithout(path)
      expect(diagnostics.map(found => [findRule(found.code)?.name, found.message])).to.deep.equal([
        [rule, message],
      ])
    })

  it('is SOURCE_UNAVAILABLE for the directory', async () => {
    const error: unknown = await scanWithout('.').catch((thrown: unknown) => thrown)
    expect(error).to.include({ code: 'SOURCE_UNAVAILABLE' })
    expect(error)
      .to.have.property('message')
      .that.matches(/cannot be read: permission is denied\.$/)
  })
})
