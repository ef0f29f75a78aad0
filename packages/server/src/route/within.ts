import { WaybillError } from '@waybill/core'

/**
 * What comes of `work`, but after `ms` a refusal: a database that hangs, where one that is away would fail, holds no
 * reader. What comes later goes nowhere.
 * @throws WaybillError `STORAGE_UNAVAILABLE`, what `work` throws
 */
export function within<Result>(work: Promise<Result>, ms: number): Promise<Result> {
  return new Promise((resolve, reject) => {
    const refuse = () =>
      reject(new WaybillError('STORAGE_UNAVAILABLE', `There was no answer within ${ms / 1000} s.`))
    // What has arrived while the event loop was busy is heard first.
    const timer = setTimeout(() => setImmediate(refuse), ms)
    work.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
