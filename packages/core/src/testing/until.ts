/** How to wait for something that has no event. */
export interface UntilOptions {
  /** @default 5000 */
  readonly timeoutMs?: number
  /** Between two looks. @default 5 */
  readonly everyMs?: number
}

/** Looks until there is something other than undefined and false, and gives it back. @throws when time is up */
export async function until<Found>(
  look: () => Promise<Found | undefined | false> | Found | undefined | false,
  what: string,
  { timeoutMs = 5000, everyMs = 5 }: UntilOptions = {},
): Promise<Found> {
  const deadline = performance.now() + timeoutMs
  for (;;) {
    const found = await look()
    if (found !== undefined && found !== false) return found
    if (performance.now() > deadline) throw new Error(`Waited ${timeoutMs} ms in vain for ${what}.`)
    await new Promise(resolve => setTimeout(resolve, everyMs))
  }
}

/** The error that a promise is rejected with. @throws when it is not */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise
  } catch (error) {
    return error
  }
  throw new Error('It was expected to fail, and did not.')
}
