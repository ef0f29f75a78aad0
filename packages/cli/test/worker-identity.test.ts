import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect } from 'chai'
import { describe, it } from 'mocha'
import { isOfPlace, isProvenDead, workerIdentity } from '../src/wiring/worker-identity.js'

/** The identity that a process of this host would have, by its pid and start time. */
function withProcess(pid: number, started: string): string {
  const parts = workerIdentity('/srv/runs').split('/')
  return [...parts.slice(0, 2), pid, started, ...parts.slice(4)].join('/')
}

describe('the identity of a worker', () => {
  const mine = workerIdentity('/srv/runs')
  const [host = '', boot = '', pid = '', ...rest] = mine.split('/')

  const cases = [
    { name: 'this very process', id: mine, dead: false },
    {
      name: 'a process of an earlier start of the host',
      id: [host, 'other', pid, ...rest].join('/'),
      dead: true,
    },
    { name: 'a process of another host', id: ['elsewhere', boot, pid, ...rest].join('/'), dead: false },
    { name: 'the process id of another process now', id: withProcess(process.pid, '1'), dead: true },
    {
      name: 'a process of another container of that name',
      id: [host, boot, '1', '1', ...rest.slice(1, -1), 'other'].join('/'),
      dead: false,
    },
    { name: 'an id of another kind', id: 'local/1', dead: false },
  ]
  for (const { name, id, dead } of cases) {
    it(`${dead ? 'proves' : 'does not prove'} the death of ${name}`, () => {
      expect(isProvenDead(id)).to.equal(dead)
    })
  }

  it('proves the death of a process that has ended', async () => {
    const child = spawn(process.execPath, ['-e', '0'])
    await once(child, 'exit')
    expect(isProvenDead(withProcess(child.pid ?? 0, '-'))).to.equal(true)
  })

  it('says who keeps its runs in the same place', () => {
    expect(isOfPlace(mine, '/srv/runs')).to.equal(true)
    expect(isOfPlace(mine, '/var/runs')).to.equal(false)
    expect(isOfPlace('host/boot/1/1/abc', '/srv/runs')).to.equal(false)
  })
})
