import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect } from 'chai'
import { describe, it } from 'mocha'
import { isGroupEmpty, isGroupGone, killGroup, waitForEmptyGroup } from '../../src/process/process-group.cjs'
import { identifyProcess, isRunning } from '../../src/process/process-identity.cjs'
import { findProcess, parseProcStat, parsePsLine } from '../../src/process/process-table.cjs'

const rest = '1 34 -1 4194560 5 0 0 0 1 2 3 4 10 -10 13 0 8154 10 20'

describe('the process table', () => {
  for (const { name, text, entry } of [
    {
      name: 'reads a line of /proc',
      text: `17 (terraform) S 1 12 ${rest}`,
      entry: { pid: 17, group: 12, zombie: false, startedAt: '8154' },
    },
    {
      name: 'reads names with blanks and brackets',
      text: `17 (a) b (c) R 1 12 ${rest}`,
      entry: { pid: 17, group: 12, zombie: false, startedAt: '8154' },
    },
    {
      name: 'knows zombies',
      text: `17 (sh) Z 1 12 ${rest}`,
      entry: { pid: 17, group: 12, zombie: true, startedAt: '8154' },
    },
    { name: 'reads nothing from a cut line', text: '17 (sh) S 1', entry: undefined },
    { name: 'reads nothing from nothing', text: '', entry: undefined },
  ]) {
    it(name, () => expect(parseProcStat(text)).to.deep.equal(entry))
  }

  for (const { name, line, entry } of [
    {
      name: 'reads a line of ps',
      line: '  17    12 Ss   Mon Nov 23 21:54:10 2026 ',
      entry: { pid: 17, group: 12, zombie: false, startedAt: 'Mon Nov 23 21:54:10 2026' },
    },
    {
      name: 'knows zombies of ps',
      line: '17 12 Z+ Mon Nov 23 21:54:10 2026',
      entry: { pid: 17, group: 12, zombie: true, startedAt: 'Mon Nov 23 21:54:10 2026' },
    },
    { name: 'reads nothing from a heading', line: '  PID  PGID STAT STARTED', entry: undefined },
  ]) {
    it(name, () => expect(parsePsLine(line)).to.deep.equal(entry))
  }

  it('finds this process and not one that never was', () => {
    expect(findProcess(process.pid)?.zombie).to.equal(false)
    expect(findProcess(2 ** 30)).to.equal(undefined)
  })
})

describe('a process and its group', () => {
  const start = async (script: string) => {
    const child = spawn('/bin/sh', ['-c', script], { detached: true, stdio: ['pipe', 'pipe', 'ignore'] })
    await once(child.stdout, 'data')
    const identity = identifyProcess(child.pid ?? 0)
    if (!identity) throw new Error('it did not start')
    return { child, identity }
  }

  it('is known by more than its pid', async () => {
    const { child, identity } = await start('echo; read _')
    expect(isRunning(identity)).to.equal(true)
    expect(isRunning({ ...identity, startedAt: '1' })).to.equal(false)
    expect(isRunning({ ...identity, hostId: 'another boot' })).to.equal(false)
    expect(isGroupGone({ ...identity, startedAt: '1' })).to.equal(true)
    const gone = once(child, 'exit')
    killGroup(identity.pid)
    await gone
    expect(isRunning(identity)).to.equal(false)
  })

  it('is not gone as long as a child lives that its leader left behind', async () => {
    const { child, identity } = await start('(while :; do sleep 0.05; done) & echo; read _')
    const left = once(child, 'exit')
    child.stdin.end()
    await left
    expect(isGroupEmpty(identity.pid)).to.equal(false)
    expect(isGroupGone(identity)).to.equal(false)
    expect(await waitForEmptyGroup(identity.pid, 0)).to.equal(false)
    killGroup(identity.pid)
    expect(await waitForEmptyGroup(identity.pid, 5_000)).to.equal(true)
    expect(isGroupGone(identity)).to.equal(true)
  })
})
