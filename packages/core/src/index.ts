export type { ErrorCode } from './error/error-codes.js'
export { errorCodes } from './error/error-codes.js'
export type { InputIssue, WaybillErrorOptions } from './error/waybill-error.js'
export { isWaybillError, toWaybillError, WaybillError } from './error/waybill-error.js'
