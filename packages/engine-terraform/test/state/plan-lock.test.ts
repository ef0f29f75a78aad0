import { deflateRawSync } from 'node:zlib'
import { expect } from 'chai'
import { describe, it } from 'mocha'
import { readPlanLock } from '../../src/state/plan-lock.js'

const lock = '# Kept.\n\nprovider "registry.terraform.io/hashicorp/null" {\n  version = "3.2.4"\n}\n'

describe('the lock file in a plan file', () => {
  for (const method of ['stored', 'deflated'] as const) {
    it(`is found where it is ${method}`, () => {
      const plan = zip({ tfplan: 'x'.repeat(500), '.terraform.lock.hcl': lock }, method)
      expect(readPlanLock(plan)?.toString()).to.equal(lock)
    })
  }

  it('is none where the plan needs no provider', () => {
    expect(readPlanLock(zip({ '.terraform.lock.hcl': '# Nothing.\n' }, 'deflated'))).to.equal(undefined)
    expect(readPlanLock(zip({ tfplan: 'x' }, 'deflated'))).to.equal(undefined)
  })

  it('is none in a file that is cut off, empty or of another kind, nor does that throw', () => {
    const plan = zip({ tfplan: 'x', '.terraform.lock.hcl': lock }, 'deflated')
    for (let length = 0; length < plan.length; length += 1) {
      expect(readPlanLock(plan.subarray(0, length))).to.equal(undefined)
      expect(readPlanLock(plan.subarray(length + 1)), `from ${length}`).to.satisfy(
        (found: Buffer | undefined) => found === undefined || found.toString() === lock,
      )
    }
    expect(readPlanLock(Buffer.alloc(10_000, 0x50))).to.equal(undefined)
  })
})

/** As little of a ZIP file as there can be. */
function zip(files: Readonly<Record<string, string>>, method: 'stored' | 'deflated'): Buffer {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const [name, text] of Object.entries(files)) {
    const bytes = method === 'deflated' ? deflateRawSync(text) : Buffer.from(text)
    const local = Buffer.alloc(30)
    local.writeUInt32LE(0x04034b50, 0)
    local.writeUInt16LE(name.length, 26)
    const entry = Buffer.alloc(46)
    entry.writeUInt32LE(0x02014b50, 0)
    entry.writeUInt16LE(method === 'deflated' ? 8 : 0, 10)
    entry.writeUInt32LE(bytes.length, 20)
    entry.writeUInt16LE(name.length, 28)
    entry.writeUInt32LE(offset, 42)
    const file = Buffer.concat([local, Buffer.from(name), bytes])
    parts.push(file)
    directory.push(entry, Buffer.from(name))
    offset += file.length
  }
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...parts, ...directory, end])
}
