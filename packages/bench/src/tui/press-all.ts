import { setTimeout as delay } from 'node:timers/promises'
import type { TerminalProgram } from './terminal-program.js'

/** A quick finger. */
const pauseMs = 50

/** Presses keys one after the other; answers how long each took until its frame was there. */
export async function pressAll(program: TerminalProgram, keys: readonly string[]): Promise<number[]> {
  const samples: number[] = []
  for (const key of keys) {
    samples.push(await program.press(key))
    await delay(pauseMs)
  }
  return samples
}
