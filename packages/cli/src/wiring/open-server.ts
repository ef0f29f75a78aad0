import type { ClientOptions } from '@waybill/client'
import { packageVersion } from '../package-version.js'
import type { OpenedWaybill } from './open-waybill.js'
import type { Project } from './project.js'

/** The Waybill of the server that a project's settings name; undefined when they name none. */
export async function openServer(
  project: Project,
  options: Pick<ClientOptions, 'reconnectForMs'> = {},
): Promise<(Omit<OpenedWaybill, 'source' | 'storage'> & { readonly source?: undefined }) | undefined> {
  const { WAYBILL_SERVER: url, WAYBILL_TOKEN: token, WAYBILL_TIMEOUT: timeoutMs } = project.loaded.values
  if (url === undefined) return undefined
  const { createClient } = await import('@waybill/client')
  const waybill = createClient({
    ...options,
    url,
    token,
    timeoutMs,
    userAgent: `waybill/${packageVersion()}`,
  })
  return { waybill, executes: false, demoTemplate: undefined }
}
