import { expect } from 'chai'
import { describe, it } from 'mocha'
import { call } from '../call.js'
import { serverPerTest } from '../serve.js'

const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'

describe('the request that causes something', () => {
  const serve = serverPerTest()

  const writes = [
    { target: 'POST /api/v1/catalog/sync', body: {}, types: ['sync.completed'] },
    {
      target: 'POST /api/v1/workspaces',
      body: { appSlug: 'shop', name: 'one' },
      types: ['workspace.created', 'run.created'],
    },
    { target: 'POST /api/v1/tokens', body: { name: 'ci' }, types: ['token.created'] },
    {
      target: 'POST /api/v1/webhooks',
      body: { url: 'https://example.com/hook' },
      types: ['webhook.created'],
    },
  ] as const
  for (const { target, body, types } of writes)
    it(`${target}: its id and trace stand in the events`, async () => {
      const { url, waybill } = await serve()
      const { last } = await waybill.events.list()
      const answer = await call(url, target, {
        headers: { 'X-Request-Id': 'pr-42', traceparent },
        body,
      })
      expect(answer.status, answer.text).to.be.below(300)
      const { items } = await waybill.events.list({ after: last, type: [...types] })
      expect(items.map(({ type, data }) => ({ type, ...pick(data) }))).to.deep.equal(
        types.map(type => ({ type, requestId: 'pr-42', traceparent })),
      )
    })

  it('its id stays with the run that it asks for', async () => {
    const { url, waybill } = await serve()
    const body = { appSlug: 'shop', name: 'two' }
    const created = await call(url, 'POST /api/v1/workspaces', { headers: { 'X-Request-Id': 'pr-43' }, body })
    expect(created.status, created.text).to.equal(201)
    await waybill.workspaces.create({ appSlug: 'shop', name: 'three' })
    const { items } = await waybill.runs.list()
    expect(items.map(({ requestId }) => requestId)).to.deep.equal([null, 'pr-43'])
  })

  it('what Waybill does itself comes from no request', async () => {
    const { waybill } = await serve()
    const { items } = await waybill.events.list()
    expect(items).to.have.length.above(0)
    for (const { data } of items) expect(data).to.not.have.property('requestId')
  })
})

function pick({ requestId, traceparent: trace }: Readonly<Record<string, unknown>>) {
  return { requestId, traceparent: trace }
}
