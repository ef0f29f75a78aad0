import { isWaybillError, type WaybillError } from '@waybill/core'

/** The WaybillError that `act` throws; anything else it does is an error of the test. */
export function catchError(act: () => unknown): WaybillError {
  try {
    act()
  } catch (error) {
    if (isWaybillError(error)) return error
    throw error
  }
  throw new Error('Nothing was thrown.')
}
