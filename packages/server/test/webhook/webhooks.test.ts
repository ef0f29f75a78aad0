import {
  createdWebhookSchema,
  createWaybill,
  deliveryPageSchema,
  deliverySchema,
  directorySource,
  type Waybill,
  webhookSchema,
} from '@waybill/core'
import { until } from '@waybill/core/testing'
import { expect } from 'chai'
import { afterEach, beforeEach, describe, it } from 'mocha'
import { Webhook as StandardWebhook, WebhookVerificationError } from 'standardwebhooks'
import { createServer, httpWebhookSender, type WaybillServer } from '../../src/index.js'
import { call, callFor, callForProblem } from '../call.js'
import { type Receiver, startReceiver } from './receiver.js'

describe('webhooks', () => {
  let waybill: Waybill
  let server: WaybillServer
  let url: string
  let receivers: Receiver[]
  const receive: typeof startReceiver = async answer => {
    const receiver = await startReceiver(answer)
    receivers.push(receiver)
    return receiver
  }
  const start = async (allowPrivate = true) => {
    waybill = await createWaybill({
      source: directorySource('.'),
      worker: false,
      webhooks: { sender: httpWebhookSender({ allowPrivate }) },
    })
    server = createServer({ waybill, waybillVersion: '0', port: 0 })
    url = (await server.listen()).url
  }
  beforeEach(() => {
    receivers = []
  })
  afterEach(async () => {
    for (const receiver of receivers) receiver.close()
    await server.close({ graceMs: 100 })
    await waybill.close()
  })
  const subscribe = (to: string, events: readonly string[] = ['token.*']) =>
    callFor(createdWebhookSchema, url, 'POST /api/v1/webhooks', { body: { url: to, events } })
  const deliveries = async (id: string) =>
    (await callFor(deliveryPageSchema, url, `GET /api/v1/webhooks/${id}/deliveries`)).items

  it('bring events, signed as Standard Webhooks says', async () => {
    await start()
    const receiver = await receive()
    const { secret } = await subscribe(`${receiver.url}/in`)
    await waybill.tokens.create({ name: 'one' })
    await waybill.catalog.sync()
    await waybill.tokens.create({ name: 'two' })
    await until(() => receiver.received.length >= 2, 'two messages')
    const bodies = receiver.received.map(({ headers, body }) =>
      new StandardWebhook(secret).verify(body, {
        'webhook-id': String(headers['webhook-id']),
        'webhook-timestamp': String(headers['webhook-timestamp']),
        'webhook-signature': String(headers['webhook-signature']),
      }),
    ) as { type: string; data: { number: number; subject: { name: string } } }[]
    expect(bodies.map(({ type }) => type)).to.deep.equal(['token.created', 'token.created'])
    expect(bodies.map(({ data }) => data.subject.name).sort()).to.deep.equal(['one', 'two'])
    const [first] = receiver.received
    const forged = () =>
      new StandardWebhook(secret).verify(`${first?.body} `, {
        'webhook-id': String(first?.headers['webhook-id']),
        'webhook-timestamp': String(first?.headers['webhook-timestamp']),
        'webhook-signature': String(first?.headers['webhook-signature']),
      })
    expect(forged).to.throw()
  })

  it('are signed with both secrets while one takes over from the other', async () => {
    await start()
    const receiver = await receive()
    const { id, secret: first } = await subscribe(receiver.url)
    const rotate = (body: object) =>
      callFor(createdWebhookSchema, url, `POST /api/v1/webhooks/${id}/rotate-secret`, { body })
    const signedBy = async (secrets: readonly string[]) => {
      const count = receiver.received.length
      await callFor(deliverySchema, url, `POST /api/v1/webhooks/${id}/ping`)
      await until(() => receiver.received.length > count, 'a message')
      const message = receiver.received.at(-1)
      return secrets.map(secret => isSignedBy(secret, message))
    }
    const { secret: second, previousSecretExpiresAt } = await rotate({ overlap: '1h' })
    expect(second).to.not.equal(first)
    expect(previousSecretExpiresAt).to.be.a('string')
    expect(await signedBy([first, second])).to.deep.equal([true, true])
    const { secret: third } = await rotate({ overlap: null })
    expect(await signedBy([first, second, third])).to.deep.equal([false, false, true])
    const shown = await call(url, `GET /api/v1/webhooks/${id}`)
    const { items } = await waybill.events.list({ limit: 1000 })
    expect(items.filter(({ type }) => type === 'webhook.secret_rotated')).to.have.length(2)
    for (const secret of [first, second, third])
      expect(shown.text + JSON.stringify(items)).to.not.include(secret.slice('whsec_'.length))
    const problem = await callForProblem(url, `POST /api/v1/webhooks/${id}/rotate-secret`, {
      body: { overlap: '31d' },
    })
    expect(problem).to.deep.include({ status: 422, code: 'INVALID_INPUT' })
  })

  it('are pinged, and record how it went; a message is sent again under its id', async () => {
    await start()
    const receiver = await receive()
    const { id } = await subscribe(receiver.url)
    const sent = await callFor(deliverySchema, url, `POST /api/v1/webhooks/${id}/ping`)
    const ended = await until(async () => {
      const [delivery] = await deliveries(id)
      return delivery?.status === 'delivered' && delivery
    }, 'the record')
    expect(ended).to.include({ id: sent.id, eventType: 'webhook.ping', responseStatus: 200, attempts: 1 })
    await callFor(deliverySchema, url, `POST /api/v1/webhooks/${id}/deliveries/${sent.id}/redeliver`)
    await until(() => receiver.received.length === 2, 'the second message')
    expect(receiver.received.map(({ headers }) => headers['webhook-id'])).to.deep.equal([sent.id, sent.id])
  })

  it('that fail are tried again later, and say why', async () => {
    await start()
    const receiver = await receive(response => response.writeHead(500).end())
    const { id } = await subscribe(receiver.url)
    await callFor(deliverySchema, url, `POST /api/v1/webhooks/${id}/ping`)
    const tried = await until(async () => {
      const [delivery] = await deliveries(id)
      return delivery?.error !== null && delivery
    }, 'the record')
    expect(tried).to.include({ status: 'pending', responseStatus: 500, error: 'It answered 500.' })
    const webhook = await callFor(webhookSchema, url, `GET /api/v1/webhooks/${id}`)
    expect(webhook).to.include({ active: true }).and.to.have.property('failingSince').that.is.a('string')
  })

  it('that are gone are switched off, and on again hear of what they have missed', async () => {
    await start()
    const receiver = await receive((response, received) =>
      response.writeHead(received.length === 1 ? 410 : 200).end(),
    )
    const { id } = await subscribe(receiver.url)
    await waybill.tokens.create({ name: 'one' })
    const off = await until(async () => {
      const webhook = await callFor(webhookSchema, url, `GET /api/v1/webhooks/${id}`)
      return !webhook.active && webhook
    }, 'the end')
    expect(off.disabledReason).to.equal('It answered 410 Gone.')
    await waybill.tokens.create({ name: 'two' })
    const { items } = await waybill.events.list({ limit: 1000 })
    expect(items.filter(({ type }) => type === 'webhook.disabled')).to.have.length(1)
    expect(receiver.received).to.have.length(1)
    await callFor(webhookSchema, url, `PATCH /api/v1/webhooks/${id}`, { body: { active: true } })
    await until(() => receiver.received.length === 2, 'what was missed')
    expect(receiver.received[1]?.body).to.contain('"two"')
  })

  it('hear of what happens after they were made, and not after they were deleted', async () => {
    await start()
    const receiver = await receive()
    await waybill.tokens.create({ name: 'before' })
    const { id } = await subscribe(receiver.url)
    await waybill.tokens.create({ name: 'after' })
    await until(() => receiver.received.length === 1, 'the message')
    expect(receiver.received[0]?.body).to.contain('"after"')
    expect((await call(url, `DELETE /api/v1/webhooks/${id}`)).status).to.equal(204)
    expect(await callForProblem(url, `GET /api/v1/webhooks/${id}`)).to.include({ code: 'WEBHOOK_NOT_FOUND' })
  })

  it('to a private address are refused, and their secret is told once', async () => {
    await start(false)
    const problem = await callForProblem(url, 'POST /api/v1/webhooks', {
      body: { url: 'http://169.254.169.254/latest' },
    })
    expect(problem).to.include({ status: 422, code: 'INVALID_INPUT' })
    expect(problem.errors).to.deep.equal([
      { pointer: '/url', detail: '169.254.169.254 is no public address (linkLocal)' },
    ])
    const { id, secret } = await subscribe('https://hooks.example/')
    const others = [
      await call(url, 'GET /api/v1/webhooks'),
      await call(url, `GET /api/v1/webhooks/${id}`),
      await call(url, 'GET /api/v1/events?limit=1000'),
    ]
    for (const { text } of others) expect(text).not.to.contain(secret)
    const moved = await callForProblem(url, `PATCH /api/v1/webhooks/${id}`, {
      body: { url: 'http://localhost/' },
    })
    expect(moved).to.include({ status: 422 })
  })

  for (const body of [
    { url: 'ftp://a.example' },
    { url: 'https://user:password@a.example' },
    { url: 'no' },
    { url: 'https://a.example', events: [] },
    { url: 'https://a.example', events: ['run.nothing'] },
    {},
  ])
    it(`refuse ${JSON.stringify(body)}`, async () => {
      await start()
      expect(await callForProblem(url, 'POST /api/v1/webhooks', { body })).to.include({
        code: 'INVALID_INPUT',
      })
    })
})

function isSignedBy(secret: string, message: Receiver['received'][number] | undefined): boolean {
  try {
    new StandardWebhook(secret).verify(message?.body ?? '', {
      'webhook-id': String(message?.headers['webhook-id']),
      'webhook-timestamp': String(message?.headers['webhook-timestamp']),
      'webhook-signature': String(message?.headers['webhook-signature']),
    })
    return true
  } catch (error) {
    if (error instanceof WebhookVerificationError) return false
    throw error
  }
}
