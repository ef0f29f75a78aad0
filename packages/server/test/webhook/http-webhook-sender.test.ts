import type { LookupAddress, lookup } from 'node:dns'
import { expect } from 'chai'
import { afterEach, describe, it } from 'mocha'
import { httpWebhookSender } from '../../src/index.js'
import { whyNotPublic } from '../../src/webhook/public-address.js'
import { makePublicLookup } from '../../src/webhook/public-lookup.js'
import { type Receiver, startReceiver } from './receiver.js'

const message = (url: string, signal = AbortSignal.timeout(10_000)) => ({
  url,
  headers: { 'webhook-id': 'm1', 'content-type': 'application/json' },
  body: '{"text":"größer"}',
  signal,
})

/** As the system's resolver, with these addresses for every name. */
function resolveTo(...answers: readonly (readonly string[])[]) {
  const asked: string[] = []
  const resolve = ((hostname: string, _options: object, callback: (e: null, a: LookupAddress[]) => void) => {
    const addresses = answers[Math.min(asked.length, answers.length - 1)] ?? []
    asked.push(hostname)
    callback(
      null,
      addresses.map(address => ({ address, family: address.includes(':') ? 6 : 4 })),
    )
  }) as unknown as typeof lookup
  return { asked, lookup: makePublicLookup(resolve) }
}

describe('httpWebhookSender', () => {
  const open: Receiver[] = []
  const start: typeof startReceiver = async answer => {
    const receiver = await startReceiver(answer)
    open.push(receiver)
    return receiver
  }
  afterEach(() => {
    for (const receiver of open.splice(0)) receiver.close()
  })
  const sender = httpWebhookSender({ allowPrivate: true, userAgent: 'waybill/test' })

  it('sends the body and the headers as they are', async () => {
    const { url, received } = await start()
    expect(await sender.send(message(`${url}/in?key=1`))).to.deep.equal({ status: 200 })
    expect(received.map(({ path, body }) => ({ path, body }))).to.deep.equal([
      { path: '/in?key=1', body: '{"text":"größer"}' },
    ])
    expect(received[0]?.headers).to.include({
      'webhook-id': 'm1',
      'content-type': 'application/json',
      'user-agent': 'waybill/test',
      'content-length': '19',
    })
  })

  it('follows no redirect', async () => {
    const { url, received } = await start(response => response.writeHead(307, { location: '/other' }).end())
    expect(await sender.send(message(url))).to.deep.equal({ status: 307 })
    expect(received).to.have.length(1)
  })

  const waits = [
    { name: 'seconds', value: () => '120', atLeastMs: 120_000 },
    { name: 'a date', value: () => new Date(Date.now() + 3_600_000).toUTCString(), atLeastMs: 3_500_000 },
  ]
  for (const { name, value, atLeastMs } of waits)
    it(`tells of a Retry-After in ${name}`, async () => {
      const { url } = await start(response => response.writeHead(503, { 'retry-after': value() }).end())
      const answer = await sender.send(message(url))
      expect(answer).to.have.property('status', 503)
      expect(answer)
        .to.have.property('retryAfterMs')
        .that.is.within(atLeastMs, atLeastMs + 200_000)
    })

  it('takes no nonsense for a Retry-After', async () => {
    const { url } = await start(response => response.writeHead(503, { 'retry-after': '-1 soon' }).end())
    expect(await sender.send(message(url))).to.deep.equal({ status: 503 })
  })

  it('does not read an answer without end', async () => {
    const { url } = await start(response => {
      response.writeHead(200)
      const pump = () => {
        while (response.write('x'.repeat(10_000)));
      }
      response.on('drain', pump)
      pump()
    })
    expect(await sender.send(message(url))).to.deep.equal({ status: 200 })
  })

  it('gives up on who does not answer in time, and on who breaks off', async () => {
    const silent = await start(() => undefined)
    expect(await sender.send(message(silent.url, AbortSignal.timeout(50)))).to.deep.equal({
      error: 'It did not answer in time.',
    })
    const breaking = await start(response => response.destroy())
    expect(await sender.send(message(breaking.url)))
      .to.have.property('error')
      .that.contains('ECONNRESET')
  })

  it('says that nobody is there', async () => {
    const { url, close } = await start()
    close()
    expect(await sender.send(message(url)))
      .to.have.property('error')
      .that.contains('ECONNREFUSED')
  })

  describe('unless private addresses are allowed', () => {
    const strict = httpWebhookSender()
    for (const host of [
      '127.0.0.1',
      '2130706433',
      '0x7f.1',
      '10.1.2.3',
      '172.16.0.1',
      '192.168.1.1',
      '169.254.169.254',
      '100.64.0.1',
      '0.0.0.0',
      '255.255.255.255',
      '224.0.0.1',
      '[::1]',
      '[::]',
      '[fd00::1]',
      '[fe80::1]',
      '[::ffff:10.0.0.1]',
      '[64:ff9b::7f00:1]',
      '[2002:7f00:1::]',
      'localhost',
      'LOCALHOST.',
      'a.localhost',
    ])
      it(`nothing is sent to ${host}`, async () => {
        const url = `http://${host}:1/`
        expect(strict.refuses(url)).to.be.a('string')
        expect(await strict.send(message(url))).to.deep.equal({ error: strict.refuses(url) })
      })

    it('a name of a private address is not connected to', async () => {
      const { url, received } = await start()
      const { lookup } = resolveTo(['127.0.0.1', '::1', '10.0.0.1'])
      const named = httpWebhookSender({ lookup })
      const port = new URL(url).port
      const result = await named.send(message(`http://hooks.example:${port}/`))
      expect(result).to.have.property('error').that.contains('hooks.example is not public')
      expect(received).to.deep.equal([])
    })

    it('a name whose address changes is asked for once: what was judged is what is used', async () => {
      const { url, received } = await start()
      // Public for the first who asks, and this host from then on.
      const { lookup, asked } = resolveTo(['192.0.2.1', '127.0.0.1'], ['127.0.0.1'])
      const named = httpWebhookSender({
        lookup: (name, options, callback) => lookup(name, options, callback),
      })
      const port = new URL(url).port
      await named.send(message(`http://rebinding.example:${port}/`, AbortSignal.timeout(300)))
      expect(asked).to.deep.equal(['rebinding.example'])
      expect(received).to.deep.equal([])
    })

    for (const address of ['1.1.1.1', '93.184.216.34', '2606:4700::1111'])
      it(`${address} is public`, () => {
        expect(whyNotPublic(address)).to.equal(undefined)
      })
  })
})
