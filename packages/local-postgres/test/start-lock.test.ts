import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { afterEach, beforeEach, describe, it } from 'mocha'
import { acquireStartLock } from '../src/start-lock.js'

describe('acquireStartLock', () => {
  let dataDir: string
  let home: { dataDir: string; key: string }
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'waybill-pg-lock-'))
    const { dev, ino } = await stat(dataDir)
    home = { dataDir, key: `${dev}-${ino}` }
  })
  afterEach(() => rm(dataDir, { recursive: true }))

  it('lets one in at a time, and everybody in the end', async () => {
    let inside = 0
    let most = 0
    const visit = async (): Promise<void> => {
      await using _lock = await acquireStartLock(home, new AbortController().signal)
      inside += 1
      most = Math.max(most, inside)
      await stat(dataDir)
      inside -= 1
    }
    await Promise.all(Array.from({ length: 20 }, visit))
    expect(most).to.equal(1)
  })

  it('stops waiting when the signal says so', async () => {
    await using _held = await acquireStartLock(home, new AbortController().signal)
    const reason = new Error('enough')
    const giveUp = new AbortController()
    const waiting = acquireStartLock(home, giveUp.signal).catch((error: unknown) => error)
    setImmediate(() => giveUp.abort(reason))
    expect(await waiting).to.equal(reason)
  })
})
