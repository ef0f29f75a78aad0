import { expect } from 'chai'
import { describe, it } from 'mocha'
import { makeWebhookRecord } from '../../src/testing/describe-webhook-store.js'
import { judgeTry, judgeWebhook } from '../../src/webhook/judge-try.js'
import { hears } from '../../src/webhook/webhook.js'
import type { WebhookResponse } from '../../src/webhook/webhook-sender.js'

describe('judgeTry', () => {
  const judge = (response: WebhookResponse, attempts = 1) =>
    judgeTry({ id: 'm', attempts }, { response, durationMs: 1.4 })

  for (const status of [200, 201, 204, 299])
    it(`${status} is delivered`, () => {
      expect(judge({ status })).to.deep.equal({
        id: 'm',
        attempts: 1,
        status: 'delivered',
        retryAfterMs: null,
        responseStatus: status,
        error: null,
        durationMs: 1,
      })
    })

  for (const status of [301, 302, 400, 404, 429, 500, 503])
    it(`${status} is tried again`, () => {
      expect(judge({ status })).to.include({ status: 'pending', error: `It answered ${status}.` })
    })

  it('no answer is tried again', () => {
    expect(judge({ error: 'no' })).to.include({ status: 'pending', responseStatus: null, error: 'no' })
  })

  it('waits longer with each try, three days in all, and then gives up', () => {
    const waits: number[] = []
    for (let attempts = 1; ; attempts++) {
      const { retryAfterMs, status } = judge({ status: 500 }, attempts)
      if (retryAfterMs === null) {
        expect(status).to.equal('failed')
        break
      }
      waits.push(retryAfterMs)
    }
    expect(waits).to.deep.equal(waits.toSorted((one, other) => one - other))
    expect(waits[0]).to.equal(5000)
    const hours = waits.reduce((sum, wait) => sum + wait, 0) / 3_600_000
    expect(hours).to.be.within(72, 80)
  })

  const asked = [
    { name: 'less than the wait of this try', retryAfterMs: 1000, expected: 5000 },
    { name: 'longer', retryAfterMs: 120_000, expected: 120_000 },
    { name: 'more than a day', retryAfterMs: 1e12, expected: 86_400_000 },
  ]
  for (const { name, retryAfterMs, expected } of asked)
    it(`a receiver that asks for ${name} waits ${expected} ms`, () => {
      expect(judge({ status: 503, retryAfterMs })).to.include({ status: 'pending', retryAfterMs: expected })
    })

  it('410 Gone is not tried again', () => {
    expect(judge({ status: 410 })).to.include({ status: 'failed', retryAfterMs: null })
  })
})

describe('judgeWebhook', () => {
  const now = new Date('2026-02-05T09:00:00.000Z')
  const failed = { status: 'pending', responseStatus: 500 } as const

  it('remembers when failing began', () => {
    const webhook = makeWebhookRecord()
    expect(judgeWebhook(webhook, failed, now)).to.include({ failingSince: now.toISOString(), active: true })
  })

  it('forgets it with the first success', () => {
    const webhook = makeWebhookRecord({ failingSince: '2026-02-01T09:00:00.000Z' })
    const judged = judgeWebhook(webhook, { status: 'delivered', responseStatus: 200 }, now)
    expect(judged).to.include({ failingSince: null, active: true })
  })

  it('changes nothing where nothing is new', () => {
    expect(judgeWebhook(makeWebhookRecord(), { status: 'delivered', responseStatus: 200 }, now)).to.equal(
      undefined,
    )
    const failing = makeWebhookRecord({ failingSince: '2026-02-01T09:00:00.000Z' })
    expect(judgeWebhook(failing, failed, now)).to.equal(undefined)
  })

  it('switches off what has failed for five days', () => {
    const judged = judgeWebhook(makeWebhookRecord({ failingSince: '2026-01-31T09:00:00.000Z' }), failed, now)
    expect(judged).to.include({ active: false })
    expect(judged?.disabledReason).to.contain('2026-01-31')
  })

  it('switches off what is gone', () => {
    const judged = judgeWebhook(makeWebhookRecord(), { status: 'failed', responseStatus: 410 }, now)
    expect(judged).to.include({ active: false, disabledReason: 'It answered 410 Gone.' })
  })
})

describe('hears', () => {
  const cases = [
    { events: ['*'], type: 'run.status', expected: true },
    { events: ['run.*'], type: 'run.status', expected: true },
    { events: ['run.*'], type: 'workspace.status', expected: false },
    { events: ['app.added', 'run.status'], type: 'run.status', expected: true },
    { events: ['app.added'], type: 'app.removed', expected: false },
  ] as const
  for (const { events, type, expected } of cases)
    it(`${events.join()} ${expected ? 'hears' : 'does not hear'} ${type}`, () => {
      expect(hears({ events: [...events] }, type)).to.equal(expected)
    })
})
