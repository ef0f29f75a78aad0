import { setTimeout } from 'node:timers/promises'

/** Asks until the answer fits, for at most ten seconds. */
export async function until<Value>(
  ask: () => Promise<Value>,
  fits: (value: Value) => boolean,
): Promise<Value> {
  const deadline = performance.now() + 10_000
  for (;;) {
    const value = await ask()
    if (fits(value)) return value
    if (performance.now() > deadline) throw new Error(`Still ${JSON.stringify(value)}`)
    await setTimeout(10)
  }
}
