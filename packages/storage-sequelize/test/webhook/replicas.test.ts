import { createWaybill, directorySource, type Waybill, type WebhookSender } from '@waybill/core'
import { makeNewEvent, until } from '@waybill/core/testing'
import { expect } from 'chai'
import { afterEach, it } from 'mocha'
import { sequelizeStorage } from '../../src/index.js'
import { describeOnServers } from '../support/servers.js'
import { useStorage } from '../support/use-storage.js'

const bodyOf = (body: string): { data: { number: number } } => JSON.parse(body)

describeOnServers('webhooks of several processes on one database', server => {
  const harness = useStorage(server)
  const open: Waybill[] = []
  const join = async (sender: WebhookSender): Promise<Waybill> => {
    const waybill = await createWaybill({
      source: directorySource('.'),
      storage: await sequelizeStorage({ url: harness.url }),
      worker: false,
      webhooks: { sender },
    })
    open.push(waybill)
    return waybill
  }
  afterEach(async () => {
    await Promise.all(open.splice(0).map(waybill => waybill.close()))
    await harness.empty()
  })
  const makeSender = (sent: number[]): WebhookSender => ({
    refuses: () => undefined,
    send: async ({ body }) => {
      sent.push(bodyOf(body).data.number)
      return { status: 200 }
    },
  })
  const append = async (count: number): Promise<number> => {
    for (let index = 0; index < count; index++) await harness.storage.events.append([makeNewEvent()])
    return (await harness.storage.events.list({ after: 0, limit: 1 })).last
  }

  it('each event is sent once, by one of them, and none is left out', async () => {
    const sent: number[] = []
    const [one] = [await join(makeSender(sent)), await join(makeSender(sent)), await join(makeSender(sent))]
    await one.webhooks.create({ url: 'https://a.example', events: ['app.*'] })
    const last = await append(120)
    await until(() => sent.length >= 120, 'all messages', { timeoutMs: 15_000 })
    expect(sent.toSorted((a, b) => a - b)).to.deep.equal(
      Array.from({ length: 120 }, (_, i) => last - 119 + i),
    )
  })

  it('what a process that was killed had in hand is sent by another, under the same id', async () => {
    const sent: number[] = []
    const { webhooks } = harness.storage
    const first = await join({ refuses: () => undefined, send: async () => ({ error: 'none' }) })
    const { id } = await first.webhooks.create({ url: 'https://a.example', events: ['app.*'] })
    await first.close()
    const last = await append(1)
    // As the one that was killed had done it: message made, and claimed, and no more heard of it.
    await webhooks.addDeliveries([
      {
        id: '019bd000-0000-7000-8000-000000000001',
        webhookId: id,
        eventNumber: last,
        eventType: 'app.added',
        body: JSON.stringify({ data: { number: last } }),
        createdAt: new Date().toISOString(),
      },
    ])
    expect(await webhooks.claimDeliveries({ limit: 1, leaseMs: 300 })).to.have.length(1)
    const second = await join(makeSender(sent))
    await until(() => sent.length > 0, 'the message', { timeoutMs: 15_000 })
    expect(sent).to.deep.equal([last])
    const { items } = await second.webhooks.deliveries(id)
    expect(items.map(delivery => delivery.id)).to.deep.equal(['019bd000-0000-7000-8000-000000000001'])
  })

  it('a sealed secret opens with its key alone', async () => {
    const key = { id: 'k1', key: Buffer.alloc(32, 7) }
    const sealed = await sequelizeStorage({ url: harness.url, encryption: { keys: [key] } })
    try {
      const waybill = await createWaybill({ source: directorySource('.'), storage: sealed, worker: false })
      const { secret, id } = await waybill.webhooks.create({ url: 'https://a.example' })
      expect((await sealed.webhooks.find(id))?.secret).to.equal(secret)
      const [row] = await harness.sql<{ secret: Buffer }>('SELECT secret FROM webhooks')
      expect(row?.secret.toString('latin1')).not.to.contain(secret)
    } finally {
      await sealed.close()
    }
  })
})
