import { LocalPostgresError } from '../../src/index.js'

/** The error that a promise rejects with; a value or an error of another kind fails the test. */
export async function rejectionOf(promise: Promise<unknown>): Promise<LocalPostgresError> {
  try {
    await promise
  } catch (error) {
    if (error instanceof LocalPostgresError) return error
    throw error
  }
  throw new Error('it did not reject')
}
