import { createWaybill, directorySource } from '@waybill/core'
import { describeWaybill } from '@waybill/core/testing'
import { createServer } from '@waybill/server'
import { createClient } from '../src/index.js'

describeWaybill('the client', async directory => {
  const served = await createWaybill({ source: directorySource(directory) })
  const server = createServer({ waybill: served, waybillVersion: '0.0.0-test', port: 0 })
  const { url } = await server.listen()
  const waybill = createClient({ url })
  const close = async () => {
    await waybill.close()
    await server.close({ graceMs: 500 })
    await served.close()
  }
  return { waybill, close }
})
