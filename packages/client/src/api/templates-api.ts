import { type TemplatesApi, templateCheckSchema, templateSchema } from '@waybill/core'
import { z } from 'zod'
import { buildPath } from '../http/build-path.js'
import type { Http } from '../http/http.js'

const path = 'api/v1/templates'

const templateListSchema = z.object({ items: z.array(templateSchema) })

/** The templates of a server. */
export function makeTemplatesApi(http: Http): TemplatesApi {
  return {
    list: async () => (await http.read(templateListSchema, { method: 'GET', path })).items,
    check: async name =>
      http.read(templateCheckSchema, {
        method: 'POST',
        path: `${buildPath(path, name, 'TEMPLATE_NOT_FOUND')}/check`,
        patient: true,
      }),
  }
}
