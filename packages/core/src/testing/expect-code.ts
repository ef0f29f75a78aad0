import { expect } from 'chai'
import type { ErrorCode } from '../error/error-codes.js'
import { isWaybillError, type WaybillError } from '../error/waybill-error.js'
import { rejection } from './until.js'

/** Expects a promise to be rejected with a WaybillError of this code, and gives it back. */
export async function expectCode(promise: Promise<unknown>, code: ErrorCode): Promise<WaybillError> {
  const error = await rejection(promise)
  if (!isWaybillError(error)) throw error
  expect(error.code).to.equal(code)
  return error
}
