import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { afterEach, beforeEach, describe, it } from 'mocha'
import { withHostLock } from '../../src/process/host-lock.js'
import { identifyProcess } from '../../src/process/process-identity.cjs'

describe('a lock of this host', () => {
  const { signal } = new AbortController()
  let directory: string
  let file: string
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'waybill-lock-'))
    file = join(directory, 'sub', 'lock')
  })
  afterEach(() => rmSync(directory, { recursive: true, force: true }))

  it('lets one in at a time, and everybody in the end', async () => {
    let inside = 0
    let most = 0
    const work = async () => {
      inside += 1
      most = Math.max(most, inside)
      await new Promise(setImmediate)
      inside -= 1
    }
    await Promise.all([1, 2, 3].map(() => withHostLock(file, signal, work)))
    expect(most).to.equal(1)
    expect(readdirSync(join(directory, 'sub'))).to.deep.equal([])
  })

  it('is let go when the work fails', async () => {
    const failed = await withHostLock(file, signal, () => Promise.reject(new Error('no'))).catch(String)
    expect(failed).to.equal('Error: no')
    expect(await withHostLock(file, signal, () => Promise.resolve('in'))).to.equal('in')
  })

  it('is taken from a process that has died', async () => {
    const { pid } = spawnSync('true')
    const holder = { ...identifyProcess(process.pid), pid }
    const stale = join(directory, 'lock')
    writeFileSync(stale, JSON.stringify(holder))
    expect(await withHostLock(stale, signal, () => Promise.resolve('in'))).to.equal('in')
  })

  it('is not waited for any longer when the signal comes', async () => {
    const held = join(directory, 'lock')
    writeFileSync(held, JSON.stringify(identifyProcess(process.pid)))
    const reason = new Error('canceled')
    const waiting = withHostLock(held, AbortSignal.abort(reason), () => Promise.resolve('in'))
    expect(await waiting.catch((error: unknown) => error)).to.equal(reason)
  })
})
