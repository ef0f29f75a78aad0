import { setTimeout as delay } from 'node:timers/promises'
import { type Finding, makeFinding } from '../measure/finding.js'
import { pressAll } from './press-all.js'
import type { TerminalProgram } from './terminal-program.js'
import { p99, targets } from './tui-targets.js'

const settleMs = 2000
/** Longer than the slowest clock of the UI. */
const beforeIdleMs = 12_000
const idleSeconds = 10

/** Down, pages, to the ends, and a filter letter by letter, taken back. Every one of them changes the screen. */
const keys = [
  ...Array.from({ length: 80 }, () => 'j'),
  ...Array.from({ length: 40 }, () => '\u0006'),
  ...Array.from({ length: 20 }, () => '\u0002'),
  ...['G', 'g', 'G', 'g'],
  ...'/payments'.split(''),
  ...Array.from({ length: 9 }, () => '\u007f'),
]

/** Apps below which a page down comes to the end. */
export const leastApps = 3000

/** Keys, memory and idling on the list of apps. */
export async function measureList(program: TerminalProgram): Promise<Finding[]> {
  await program.until(/live/)
  await delay(settleMs)
  const samples = await pressAll(program, keys)
  const memoryMb = program.memoryMb()
  await delay(beforeIdleMs)
  const before = program.cpuMs()
  await delay(idleSeconds * 1000)
  const idleMs = program.cpuMs() - before
  return [
    makeFinding({
      work: 'a key on the list, p99',
      unit: 'ms',
      value: samples,
      summary: p99,
      target: { most: targets.keyMs },
    }),
    makeFinding({ work: 'a key on the list, p50', unit: 'ms', value: samples }),
    makeFinding({
      work: 'memory with the list',
      unit: 'MB',
      value: [memoryMb],
      target: { most: targets.memoryMb },
    }),
    makeFinding({
      work: 'CPU of one idle second',
      unit: 'ms',
      value: [idleMs / idleSeconds],
      target: { most: targets.idleMs },
    }),
  ]
}
