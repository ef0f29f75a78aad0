import { isWaybillError, type WaybillError } from '@waybill/core'

/** The error that a promise ends with, which has to be one of Waybill's. */
export async function rejection(promise: Promise<unknown>): Promise<WaybillError> {
  try {
    await promise
  } catch (error) {
    if (isWaybillError(error)) return error
    throw error
  }
  throw new Error('it did not fail')
}
