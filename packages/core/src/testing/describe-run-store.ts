import { describe } from 'mocha'
import { describeLeases, describeWorkers } from './run-store/describe-leases.js'
import { describeLedgersAndPlans, describeLogs, describeStates } from './run-store/describe-run-output.js'
import {
  describeQueuePlaces,
  describeRunLists,
  describeRunRows,
  describeRunUpdates,
} from './run-store/describe-run-rows.js'
import { type StorageUnderTest, useStorage } from './storage/use-storage.js'

/** Describes what every `RunStore` does. `makeStorage` is called before each test. */
export function describeRunStore(name: string, makeStorage: () => Promise<StorageUnderTest>): void {
  describe(`${name} as a RunStore`, () => {
    const harness = useStorage(makeStorage)
    describeRunRows(harness)
    describeRunUpdates(harness)
    describeRunLists(harness)
    describeQueuePlaces(harness)
    describeLeases(harness)
    describeWorkers(harness)
    describeLogs(harness)
    describeStates(harness)
    describeLedgersAndPlans(harness)
  })
}
