import { describe } from 'mocha'
import { describeCatalogApi } from './waybill/catalog-api.js'
import { describeEventsApi } from './waybill/events-api.js'
import { describeRunsApi } from './waybill/runs-api.js'
import { describeServiceApi } from './waybill/service-api.js'
import { type OpenWaybill, useWaybill } from './waybill/use-waybill.js'
import { describeWorkspacesApi } from './waybill/workspaces-api.js'

/**
 * Describes what a caller sees of every `Waybill`, in process or over HTTP: the same results, the same error codes.
 * `open` makes one over a directory of apps, with a worker of its own.
 */
export function describeWaybill(name: string, open: OpenWaybill): void {
  describe(`${name} as a Waybill`, () => {
    const subject = useWaybill(open)
    describeServiceApi(subject)
    describeCatalogApi(subject)
    describeWorkspacesApi(subject)
    describeRunsApi(subject)
    describeEventsApi(subject)
  })
}
