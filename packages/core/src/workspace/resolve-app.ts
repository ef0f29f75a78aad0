import type { App } from '../catalog/app.js'
import { quote } from '../diagnostic/printable.js'
import { isWaybillError, WaybillError } from '../error/waybill-error.js'
import type { CatalogApi } from '../waybill.js'

/** An app that can be provisioned: it has a good revision. */
export type ProvisionableApp = App & { readonly revision: number }

/**
 * The app that a request names, with errors that point at where it names it.
 * @throws WaybillError `APP_NOT_FOUND`, `APP_MOVED`, `APP_REMOVED`, `APP_BROKEN`
 */
export async function resolveApp(catalog: Pick<CatalogApi, 'get'>, slug: string): Promise<ProvisionableApp> {
  const app = await catalog.get(slug).catch(error => {
    throw pointAtSlug(error)
  })
  const { revision } = app
  if (revision !== null) return { ...app, revision }
  const problem = app.diagnostics.find(({ severity }) => severity === 'error')
  throw pointAtSlug(
    new WaybillError('APP_BROKEN', `The app ${quote(slug)} never had a manifest that could be taken.`, {
      hint: problem === undefined ? undefined : `${app.source.file}: ${problem.message}`,
    }),
  )
}

function pointAtSlug(error: unknown): unknown {
  if (!isWaybillError(error)) return error
  const { code, message, hint, details } = error
  const issues = [{ pointer: '/appSlug', detail: hint === undefined ? message : `${message} ${hint}` }]
  return new WaybillError(code, message, { hint, details, issues, cause: error })
}
