/** The command line does not fit; exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}
