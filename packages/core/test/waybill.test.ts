import { createWaybill } from '../src/create-waybill.js'
import { directorySource } from '../src/source/directory-source.js'
import { describeWaybill } from '../src/testing/describe-waybill.js'

describeWaybill('the library', async directory => {
  const waybill = await createWaybill({ source: directorySource(directory) })
  return { waybill, close: () => waybill.close() }
})
