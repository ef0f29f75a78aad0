import { spawn } from 'node:child_process'
import { on, once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect } from 'chai'
import { afterEach, beforeEach, describe, it } from 'mocha'
import { interruptOnce } from '../../src/process/interrupt-once.cjs'
import { identifyProcess } from '../../src/process/process-identity.cjs'

describe('an interrupt', () => {
  let directory: string
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'waybill-latch-'))
  })
  afterEach(() => rmSync(directory, { recursive: true, force: true }))

  /** A process that writes a line for each SIGINT, until its input ends. */
  const start = async () => {
    const script = 'trap "echo interrupted" INT; echo ready; while :; do read -r line && break; done'
    const child = spawn('/bin/sh', ['-c', script], { stdio: ['pipe', 'pipe', 'ignore'], detached: true })
    const lines = createInterface({ input: child.stdout })
    const said: string[] = []
    lines.on('line', line => said.push(line))
    const heard = on(lines, 'line')
    await heard.next()
    const identity = identifyProcess(child.pid ?? 0)
    if (!identity) throw new Error('it did not start')
    const end = async () => {
      const closed = once(lines, 'close')
      child.stdin.end('end\n')
      await closed
      return said
    }
    return { identity, nextLine: () => heard.next(), end }
  }

  it('is sent once, whoever asks, because a second one would lose the state', async () => {
    const { identity, nextLine, end } = await start()
    const latch = join(directory, 'interrupted')
    interruptOnce(identity, latch)
    await nextLine()
    interruptOnce(identity, latch)
    expect(await end()).to.deep.equal(['ready', 'interrupted'])
  })

  it('is not sent to another process that has got the same pid', async () => {
    const { identity, end } = await start()
    interruptOnce({ ...identity, startedAt: 'earlier' }, join(directory, 'interrupted'))
    expect(await end()).to.deep.equal(['ready'])
  })
})
