import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { type AddressInfo, createServer as createTcpServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createWaybill, directorySource, type Waybill } from '@waybill/core'
import { createServer, type WaybillServer } from '@waybill/server'
import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { type Ended, waybill } from './support/waybill-process.js'

const examples = fileURLToPath(new URL('../../../../examples', import.meta.url))

describe('commands on a server', function () {
  this.timeout(60_000)
  let cwd: string
  let served: Waybill
  let server: WaybillServer
  let url: string

  before(async () => {
    cwd = mkdtempSync(join(tmpdir(), 'waybill-remote-'))
    served = await createWaybill({ source: directorySource(join(examples, 'apps')) })
    server = createServer({ waybill: served, waybillVersion: '0.0.0-test', port: 0 })
    url = (await server.listen()).url
  })

  after(async () => {
    await server.close({ graceMs: 500 })
    await served.close()
    rmSync(cwd, { recursive: true, force: true })
  })

  /** From a directory without apps, data or database: all there is comes from the server. */
  const run = (
    args: readonly string[],
    env: Record<string, string> = { WAYBILL_SERVER: url },
  ): Promise<Ended> => waybill(args, { cwd, env })

  it('sync, list, provision with the log, show and destroy', async () => {
    const sync = await run(['sync', '-o', 'json'])
    expect(sync.exitCode, sync.stderr).to.equal(0)
    expect(JSON.parse(sync.stdout)).to.include({ status: 'completed' })
    const list = await run(['catalog', 'ls', '-o', 'json'])
    expect(JSON.parse(list.stdout).items).to.have.length(5)
    const made = await run(['workspace', 'create', 'shop', '--name', 'demo', '--wait'])
    expect(made.exitCode, made.stderr).to.equal(0)
    expect(made.stderr).to.match(/simulated/i)
    expect(made.stdout).to.match(/ready/)
    expect((await served.workspaces.get('demo')).status).to.equal('ready')
    const log = await run(['run', 'log', 'demo', '--raw'])
    expect(log.stdout.split('\n')[0]).to.match(/^\{.*\}$/)
    const gone = await run(['workspace', 'destroy', 'demo', '--yes', '--wait'])
    expect(gone.exitCode, gone.stderr).to.equal(0)
    expect((await served.workspaces.list()).total).to.equal(0)
  })

  it('take the server from the option, too', async () => {
    const { exitCode, stdout } = await run(['template', 'ls', '--server', url], {})
    expect(exitCode).to.equal(0)
    expect(stdout).to.match(/simulated/)
  })

  it('wait no longer than they are told to', async () => {
    const silent = createTcpServer().listen(0, '127.0.0.1')
    try {
      await once(silent, 'listening')
      const { port } = silent.address() as AddressInfo
      const startedAt = performance.now()
      const { exitCode, stderr } = await run(
        ['catalog', 'ls', '--server', `http://127.0.0.1:${port}`, '--timeout', '50ms'],
        {},
      )
      expect(exitCode, stderr).to.equal(3)
      expect(performance.now() - startedAt).to.be.below(25_000)
    } finally {
      silent.close()
    }
    const { exitCode, stderr } = await run(['catalog', 'ls', '--timeout', 'soon'])
    expect([exitCode, stderr]).to.satisfy(() => exitCode === 3 && /WAYBILL_TIMEOUT.*duration/.test(stderr))
  })

  it("end with the exit code of the server's error, and its hint", async () => {
    const { exitCode, stderr } = await run(['catalog', 'get', 'shp'])
    expect(exitCode).to.equal(4)
    expect(stderr)
      .to.match(/There is no app "shp"/)
      .and.match(/Did you mean "shop"\?/)
  })

  it('say that no server is there', async () => {
    const { exitCode, stderr } = await run(['catalog', 'ls'], { WAYBILL_SERVER: 'http://127.0.0.1:9' })
    expect(exitCode).to.equal(3)
    expect(stderr).to.match(/http:\/\/127\.0\.0\.1:9 cannot be reached/)
  })

  it('refuse what is no address, and never show the token', async () => {
    const { exitCode, stderr } = await run(['catalog', 'ls'], {
      WAYBILL_SERVER: 'localhost',
      WAYBILL_TOKEN: 'wb_1',
    })
    expect(exitCode).to.equal(3)
    expect(stderr).to.match(/WAYBILL_SERVER/)
    const { stdout } = await run(['config'], { WAYBILL_SERVER: url, WAYBILL_TOKEN: 'wb_secret' })
    expect(stdout).to.include(url).and.not.include('wb_secret')
  })
})
