import { setTimeout as delay } from 'node:timers/promises'

/** Resolves when the condition holds: for other processes' doings, which have no event. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await delay(10)
}
