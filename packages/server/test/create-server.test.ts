import { once } from 'node:events'
import { createServer as createHttpServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { isWaybillError, type Waybill } from '@waybill/core'
import { expect } from 'chai'
import { describe, it } from 'mocha'
import { createServer } from '../src/index.js'
import { callForProblem } from './call.js'
import { type Deferred, defer } from './deferred.js'
import { serverPerTest } from './serve.js'

/** A Waybill that says when its workspaces are asked for, and answers when the test says so. */
function hold(waybill: Waybill, { asked, go }: { asked: Deferred; go: Deferred }): Waybill {
  const list: Waybill['workspaces']['list'] = async query => {
    asked.resolve()
    await go.promise
    return waybill.workspaces.list(query)
  }
  return Object.create(waybill, {
    workspaces: { value: Object.create(waybill.workspaces, { list: { value: list } }) },
  })
}

describe('createServer', () => {
  const serve = serverPerTest()

  it('tells its address, with the port that it took', async () => {
    const server = await serve()
    expect(server.url).to.match(/^http:\/\/127\.0\.0\.1:\d+$/)
  })

  it('listens on IPv6 and on every address', async () => {
    const six = await serve({ host: '::1' })
    const every = await serve({ host: '0.0.0.0' })
    expect(six.url).to.match(/^http:\/\/\[::1\]:\d+$/)
    expect(every.url).to.match(/^http:\/\/localhost:\d+$/)
    expect((await fetch(`${six.url}/livez`)).status).to.equal(200)
  })

  it('says that an address is taken', async () => {
    const server = await serve()
    const port = Number(new URL(server.url).port)
    const second = createServer({ waybill: server.waybill, waybillVersion: '0', port })
    const error = await second.listen().catch((thrown: unknown) => thrown)
    expect(isWaybillError(error) && error.code).to.equal('CONFIG_INVALID')
    expect(error).to.have.property('message', `127.0.0.1:${port} is already in use.`)
    await second.close()
  })

  it("has a callback for a server of one's own, which fails /readyz once it is closed", async () => {
    const { waybill, server } = await serve()
    const http = createHttpServer(server.callback).listen(0, '127.0.0.1')
    await once(http, 'listening')
    try {
      const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`
      expect((await fetch(`${url}/readyz`)).status).to.equal(200)
      await server.close()
      expect(await callForProblem(url, 'GET /readyz')).to.include({ status: 503, code: 'CLOSED' })
      expect((await waybill.catalog.list()).total).to.be.greaterThan(0)
    } finally {
      http.close()
      http.closeAllConnections()
    }
  })
})

describe('close', () => {
  const serve = serverPerTest()

  it('lets a request in flight end, takes no other, and may be called twice', async () => {
    const held = { asked: defer(), go: defer() }
    const server = await serve({ wrap: waybill => hold(waybill, held) })
    const inFlight = fetch(`${server.url}/api/v1/workspaces`)
    await held.asked.promise
    const closed = Promise.all([server.server.close(), server.server.close()])
    const refused = await fetch(`${server.url}/livez`).catch((error: Error) => error.message)
    expect(refused).to.equal('fetch failed')
    held.go.resolve()
    const answer = await inFlight
    expect(answer.status).to.equal(200)
    expect(await answer.json()).to.include({ total: 0 })
    await closed
  })

  for (const { name, sent } of [
    { name: 'has been answered', sent: 'GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n' },
    { name: 'has not asked yet', sent: '' },
    { name: 'has asked half', sent: 'GET /livez HTT' },
  ])
    it(`does not wait for a connection that ${name}`, async () => {
      const server = await serve()
      const socket = connect(Number(new URL(server.url).port), '127.0.0.1')
      await once(socket, 'connect')
      socket.write(sent)
      if (sent.endsWith('\n')) await once(socket, 'data')
      // The server has seen the connection once it answers one that came later.
      await (await fetch(`${server.url}/livez`)).text()
      const ended = once(
        socket.resume().on('error', () => undefined),
        'close',
      )
      const startedAt = performance.now()
      await server.server.close()
      await ended
      expect(performance.now() - startedAt).to.be.below(1000)
      await server.close()
    })

  it('cuts off what is left after the grace time', async () => {
    const held = { asked: defer(), go: defer() }
    const server = await serve({ wrap: waybill => hold(waybill, held) })
    const inFlight = fetch(`${server.url}/api/v1/workspaces`).catch((error: Error) => error.message)
    await held.asked.promise
    await server.server.close({ graceMs: 20 })
    expect(await inFlight).to.equal('fetch failed')
    held.go.resolve()
  })
})
