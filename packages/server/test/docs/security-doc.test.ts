import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { createWaybill, directorySource, eventTypes } from '@waybill/core'
import { until } from '@waybill/core/testing'
import { expect } from 'chai'
import { describe, it } from 'mocha'
import { httpWebhookSender } from '../../src/index.js'
import { startReceiver } from '../webhook/receiver.js'

type Verify = (secret: string, headers: object, body: string) => unknown

const page = await readFile(new URL('../../../../../docs/security.md', import.meta.url), 'utf8')

/** The example of the page, as a module. */
async function loadExample(directory: string): Promise<Verify> {
  const code = /```js\n(.*?)```/s.exec(page)?.[1] ?? ''
  const file = join(directory, 'verify.mjs')
  await writeFile(file, code)
  const module: { readonly verifyWebhook: Verify } = await import(pathToFileURL(file).href)
  return module.verifyWebhook
}

describe('docs/security.md', () => {
  it('its example verifies a message, and refuses one that was changed or is old', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'waybill-doc-'))
    const receiver = await startReceiver()
    const waybill = await createWaybill({
      source: directorySource(directory),
      worker: false,
      webhooks: { sender: httpWebhookSender({ allowPrivate: true }) },
    })
    try {
      const verify = await loadExample(directory)
      const { id, secret } = await waybill.webhooks.create({ url: receiver.url })
      await waybill.webhooks.ping(id)
      const message = await until(
        () => receiver.received.find(({ body }) => body.includes('webhook.ping')),
        'the message',
      )
      expect(verify(secret, message.headers, message.body)).to.deep.include({ type: 'webhook.ping' })
      expect(() => verify(secret, message.headers, `${message.body} `)).to.throw()
      const { secret: newer } = await waybill.webhooks.rotateSecret(id)
      const twice = await until(
        () => receiver.received.find(({ headers }) => String(headers['webhook-signature']).includes(' ')),
        'the message with two signatures',
      )
      for (const one of [secret, newer])
        expect(verify(one, twice.headers, twice.body)).to.deep.include({ type: 'webhook.secret_rotated' })
      const old = { ...message.headers, 'webhook-timestamp': '1700000000' }
      expect(() => verify(secret, old, message.body)).to.throw()
      const other = `whsec_${Buffer.alloc(32).toString('base64')}`
      expect(() => verify(other, message.headers, message.body)).to.throw()
    } finally {
      receiver.close()
      await waybill.close()
      await rm(directory, { recursive: true })
    }
  })

  it('lists every type of event', () => {
    expect(eventTypes.filter(type => !page.includes(`\`${type}\``))).to.deep.equal([])
  })
})
