/** One thing that was looked at. */
export interface Check {
  readonly name: string
  /** `warn`: Waybill works, but not all of it, or not as one would want. */
  readonly state: 'ok' | 'warn' | 'bad'
  readonly found: string
  /** How to mend it; there where the state is not ok. */
  readonly mend?: string
}

/** Turns a look that throws into a check that says so. */
export async function attempt(
  name: string,
  look: () => Promise<Check> | Check,
  mend: string,
): Promise<Check> {
  try {
    return await look()
  } catch (error) {
    return { name, state: 'bad', found: error instanceof Error ? error.message : String(error), mend }
  }
}
