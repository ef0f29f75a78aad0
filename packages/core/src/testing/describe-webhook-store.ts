import { expect } from 'chai'
import { beforeEach, describe, it } from 'mocha'
import { v7 } from 'uuid'
import type { WebhookRecord } from '../webhook/webhook.js'
import type { ClaimedDelivery, DeliveryOutcome, NewDelivery, WebhookStore } from '../webhook/webhook-store.js'
import { expectCode } from './expect-code.js'
import { type StorageUnderTest, useStorage } from './storage/use-storage.js'
import { until } from './until.js'

const at = '2026-01-31T09:00:00.000Z'
const long = 60_000

/** Makes a webhook that hears of everything and has heard of nothing. */
export function makeWebhookRecord(parts: Partial<WebhookRecord> = {}): WebhookRecord {
  return {
    id: v7(),
    url: 'https://hooks.example/waybill?key=1',
    events: ['*'],
    active: true,
    disabledReason: null,
    failingSince: null,
    previousSecretExpiresAt: null,
    cursor: 0,
    createdBy: 'ada',
    createdAt: at,
    updatedAt: at,
    secret: `whsec_${btoa('a secret of 24 characters')}`,
    previousSecret: null,
    ...parts,
  }
}

/** Describes what every `WebhookStore` does. `makeStorage` is called before each test. */
export function describeWebhookStore(name: string, makeStorage: () => Promise<StorageUnderTest>): void {
  describe(`${name} as a WebhookStore`, () => {
    const harness = useStorage(makeStorage)
    let store: WebhookStore
    beforeEach(() => {
      store = harness.storage.webhooks
    })
    const add = async (parts: Partial<WebhookRecord> = {}) => {
      const webhook = makeWebhookRecord(parts)
      await store.insert(webhook)
      return webhook
    }
    const makeDelivery = (webhookId: string, parts: Partial<NewDelivery> = {}): NewDelivery => ({
      id: v7(),
      webhookId,
      eventNumber: null,
      eventType: 'app.added',
      body: '{"a":"ö"}',
      createdAt: at,
      ...parts,
    })
    const addDelivery = async (webhookId: string, parts: Partial<NewDelivery> = {}) => {
      const delivery = makeDelivery(webhookId, parts)
      await store.addDeliveries([delivery])
      return delivery
    }
    const claim = (limit = 10, leaseMs = long) => store.claimDeliveries({ limit, leaseMs })
    const claimOne = async (leaseMs = long): Promise<ClaimedDelivery> => {
      const [claimed] = await claim(1, leaseMs)
      if (claimed === undefined) throw new Error('No message was due.')
      return claimed
    }
    const outcomeOf = ({ id, attempts }: ClaimedDelivery, parts: Partial<DeliveryOutcome> = {}) => ({
      id,
      attempts,
      status: 'delivered' as const,
      retryAfterMs: null,
      responseStatus: 200,
      error: null,
      durationMs: 12,
      ...parts,
    })
    const list = async (webhookId: string, parts = {}) =>
      store.listDeliveries(webhookId, { limit: 100, ...parts })

    describe('webhooks', () => {
      it('are given back as they were stored, oldest first', async () => {
        const [one, two] = [await add(), await add({ events: ['run.*', 'app.added'], active: false })]
        expect(await store.list()).to.deep.equal([one, two])
        expect(await store.find(two.id)).to.deep.equal(two)
      })

      for (const unknown of [v7(), 'none', ''])
        it(`is none for ${JSON.stringify(unknown)}`, async () => {
          await add()
          expect(await store.find(unknown)).to.equal(undefined)
          expect(await store.delete(unknown)).to.equal(false)
          expect(await store.requeueDelivery(unknown, unknown)).to.equal(undefined)
        })

      it('are changed, but for the secrets', async () => {
        const webhook = await add()
        const changed = {
          ...webhook,
          url: 'https://other.example/',
          active: false,
          cursor: 7,
          failingSince: at,
        }
        expect(await store.update({ ...changed, secret: 'whsec_b', previousSecret: 'whsec_c' })).to.equal(
          true,
        )
        expect(await store.find(webhook.id)).to.deep.equal(changed)
        expect(await store.update(makeWebhookRecord())).to.equal(false)
      })

      it('change their secrets apart from the rest', async () => {
        const webhook = await add()
        const secrets = { secret: 'whsec_b', previousSecret: webhook.secret }
        expect(await store.saveSecrets(webhook.id, secrets)).to.equal(true)
        expect(await store.find(webhook.id)).to.deep.equal({ ...webhook, ...secrets })
        expect(await store.saveSecrets(v7(), secrets)).to.equal(false)
      })

      it('go with their messages', async () => {
        const [one, two] = [await add(), await add()]
        await addDelivery(one.id)
        const kept = await addDelivery(two.id)
        expect(await store.delete(one.id)).to.equal(true)
        expect((await claim()).map(({ id }) => id)).to.deep.equal([kept.id])
      })

      it('lag behind while they are active and have not looked at the last event', async () => {
        await add({ active: false })
        const webhook = await add({ cursor: 3 })
        expect(await store.lockLagging(3)).to.equal(undefined)
        expect((await store.lockLagging(4))?.id).to.equal(webhook.id)
      })
    })

    describe('messages', () => {
      it('are due at once, and claimed with what it takes to send them', async () => {
        const webhook = await add()
        const delivery = await addDelivery(webhook.id, { eventNumber: 5 })
        const { id, body } = delivery
        const { url, secret } = webhook
        const secrets = [secret]
        expect(await claim()).to.deep.equal([{ id, webhookId: webhook.id, body, attempts: 1, url, secrets }])
      })

      const overlaps = [
        { name: 'until it expires', expiresAt: '2100-01-01T00:00:00.000Z', secrets: ['whsec_b', 'whsec_a'] },
        { name: 'and not any more', expiresAt: '2026-01-01T00:00:00.000Z', secrets: ['whsec_b'] },
        { name: 'not without a time', expiresAt: null, secrets: ['whsec_b'] },
      ] as const
      for (const { name, expiresAt, secrets } of overlaps)
        it(`are claimed with the secret that was, ${name}`, async () => {
          const webhook = await add({
            secret: 'whsec_b',
            previousSecret: 'whsec_a',
            previousSecretExpiresAt: expiresAt,
          })
          await addDelivery(webhook.id)
          expect((await claimOne()).secrets).to.deep.equal(secrets)
        })

      it('are one for each event, however often they are added', async () => {
        const webhook = await add()
        await addDelivery(webhook.id, { eventNumber: 5 })
        await store.addDeliveries([
          makeDelivery(webhook.id, { eventNumber: 5 }),
          makeDelivery(webhook.id, { eventNumber: 6 }),
        ])
        const { items } = await list(webhook.id)
        expect(items.map(({ eventNumber }) => eventNumber)).to.deep.equal([6, 5])
      })

      it('have one sender at a time, until its lease is over', async () => {
        const webhook = await add()
        await addDelivery(webhook.id)
        await claimOne(30)
        const again = await until(async () => (await claim())[0], 'the end of the lease')
        expect(again.attempts).to.equal(2)
        expect(await claim()).to.deep.equal([])
      })

      it('are not claimed for a webhook that is not active', async () => {
        const webhook = await add()
        await addDelivery(webhook.id)
        await store.update({ ...webhook, active: false })
        expect(await claim()).to.deep.equal([])
      })

      it('are claimed by many at once without one going to two', async () => {
        const webhook = await add()
        await store.addDeliveries(Array.from({ length: 40 }, () => makeDelivery(webhook.id)))
        const claimed = (await Promise.all(Array.from({ length: 10 }, () => claim(8)))).flat()
        const rest: ClaimedDelivery[] = []
        // Who meets the others' locks may get fewer than there are.
        for (let more = await claim(40); more.length > 0; more = await claim(40)) rest.push(...more)
        const ids = [...claimed, ...rest].map(({ id }) => id)
        expect(ids).to.have.length(40)
        expect(new Set(ids).size).to.equal(40)
      })

      it('end as delivered', async () => {
        const webhook = await add()
        const { id } = await addDelivery(webhook.id, { eventNumber: 1 })
        expect(await store.finishDelivery(outcomeOf(await claimOne()))).to.equal(true)
        const [delivery] = (await list(webhook.id)).items
        expect(delivery).to.deep.include({
          id,
          webhookId: webhook.id,
          eventNumber: 1,
          eventType: 'app.added',
          status: 'delivered',
          attempts: 1,
          nextAttemptAt: null,
          responseStatus: 200,
          error: null,
          durationMs: 12,
          createdAt: at,
        })
        expect(delivery?.endedAt).to.be.a('string')
        expect(await claim()).to.deep.equal([])
      })

      it('are due again after the wait that was asked for', async () => {
        const webhook = await add()
        await addDelivery(webhook.id)
        const failure = { status: 'pending', retryAfterMs: long, responseStatus: null, error: 'no' } as const
        await store.finishDelivery(outcomeOf(await claimOne(), failure))
        expect(await claim()).to.deep.equal([])
        const [delivery] = (await list(webhook.id)).items
        expect(delivery).to.include({ status: 'pending', attempts: 1, error: 'no', endedAt: null })
        const dueIn = Date.parse(delivery?.nextAttemptAt ?? '') - Date.now()
        expect(dueIn).to.be.within(long - 10_000, long + 10_000)
      })

      it('take no outcome of a claim that was lost, and none twice', async () => {
        const webhook = await add()
        await addDelivery(webhook.id)
        const lost = await claimOne(30)
        const held = await until(async () => (await claim())[0], 'the end of the lease')
        expect(await store.finishDelivery(outcomeOf(lost))).to.equal(false)
        expect(await store.finishDelivery(outcomeOf(held))).to.equal(true)
        expect(await store.finishDelivery(outcomeOf(held))).to.equal(false)
      })

      it('are made due again, with the tries that were', async () => {
        const webhook = await add()
        const { id } = await addDelivery(webhook.id)
        const failure = { status: 'failed', responseStatus: 500, error: 'no' } as const
        await store.finishDelivery(outcomeOf(await claimOne(), failure))
        expect(await store.requeueDelivery(v7(), id)).to.equal(undefined)
        const requeued = await store.requeueDelivery(webhook.id, id)
        expect(requeued).to.include({ id, status: 'pending', attempts: 1, endedAt: null })
        expect((await claimOne()).attempts).to.equal(2)
      })

      it('are listed by status and page', async () => {
        const [webhook, other] = [await add(), await add()]
        await addDelivery(other.id)
        const ids: string[] = []
        for (let index = 0; index < 5; index++) ids.unshift((await addDelivery(webhook.id)).id)
        const first = await list(webhook.id, { limit: 2 })
        const second = await list(webhook.id, { limit: 3, cursor: first.nextCursor ?? undefined })
        expect([...first.items, ...second.items].map(({ id }) => id)).to.deep.equal(ids)
        expect(second.nextCursor).to.equal(null)
        expect((await list(webhook.id, { status: 'failed' })).items).to.deep.equal([])
        expect((await list(webhook.id, { status: 'pending' })).items).to.have.length(5)
        await expectCode(list(webhook.id, { cursor: 'x' }), 'INVALID_INPUT')
      })

      it('are pruned once they have ended', async () => {
        const webhook = await add()
        await addDelivery(webhook.id)
        await store.finishDelivery(outcomeOf(await claimOne()))
        const pending = await addDelivery(webhook.id)
        expect(await store.pruneDeliveries('2020-01-01T00:00:00.000Z')).to.equal(0)
        expect(await store.pruneDeliveries('2100-01-01T00:00:00.000Z')).to.equal(1)
        expect((await list(webhook.id)).items.map(({ id }) => id)).to.deep.equal([pending.id])
      })
    })
  })
}
