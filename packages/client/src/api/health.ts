import { type Health, healthSchema, isWaybillError } from '@waybill/core'
import type { Http } from '../http/http.js'

/** How the server is. That it is not well is an answer here and no error. */
export async function readHealth(http: Http): Promise<Health> {
  try {
    return await http.read(healthSchema, { method: 'GET', path: 'health' })
  } catch (error) {
    const told = isWaybillError(error) ? healthSchema.safeParse(error.details) : undefined
    if (told?.success) return told.data
    throw error
  }
}
