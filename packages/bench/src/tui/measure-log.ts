import { type Finding, makeFinding } from '../measure/finding.js'
import { endLog, fillLog, type LoggedRun, openLog } from './fill-log.js'
import { pressAll } from './press-all.js'
import type { TerminalProgram } from './terminal-program.js'
import { p99, targets } from './tui-targets.js'

/** A flood is shown to its end in this time. */
const followMs = 120_000
const searchMs = 60_000
const word = 'needle-in-the-hay'
const missing = 'camel-in-the-hay'

/** To the beginning, pages down, to the end, pages up. Every one of them changes the screen. */
const keys = [
  'g',
  ...Array.from({ length: 60 }, () => '\u0006'),
  'G',
  ...Array.from({ length: 60 }, () => '\u0002'),
]

/** Lines below which a page comes to an end. */
export const leastLines = 20_000

/** Following, paging and searching a long log: the first half is there, the other half comes while it is followed. */
export async function measureLog(
  program: TerminalProgram,
  run: LoggedRun,
  { lines, onProgress }: { readonly lines: number; readonly onProgress: (message: string) => void },
): Promise<Finding[]> {
  const half = Math.floor(lines / 2)
  const found = Math.floor(half / 2)
  onProgress(`a log of ${half} lines is stored …`)
  await openLog(run)
  await fillLog(run, { from: 0, lines: half, word: { at: found, text: word } })
  await program.press(`:runs/${run.runId}\r`)
  await program.until(lineAt(half - 1))
  const openedMb = program.memoryMb()
  onProgress(`${lines - half} more come while it is followed …`)
  const startedAt = performance.now()
  await fillLog(run, { from: half, lines: lines - half })
  const writtenMs = performance.now() - startedAt
  await program.until(lineAt(lines - 1), followMs)
  const followedMs = performance.now() - startedAt
  const followedMb = program.memoryMb()
  await endLog(run)
  onProgress('pages of it …')
  const samples = await pressAll(program, keys)
  onProgress('a search …')
  await program.press('g')
  await program.until(lineAt(1))
  await program.press('/')
  const askedAt = performance.now()
  await program.press(`${word}\r`)
  await program.until(lineAt(found), searchMs)
  const searchedMs = performance.now() - askedAt
  const memoryMb = program.memoryMb()
  onProgress('the whole of it, for what is not there …')
  await program.press('/')
  await program.press(`${'\u007f'.repeat(word.length)}${missing}\r`)
  await program.until(/Nothing else matches/, searchMs)
  const wholeMb = program.memoryMb()
  return [
    makeFinding({ work: `${lines - half} lines written while followed`, unit: 'ms', value: [writtenMs] }),
    makeFinding({ work: 'all of them seen', unit: 'ms', value: [followedMs] }),
    makeFinding({ work: 'a key in the log, p99', unit: 'ms', value: samples, summary: p99 }),
    makeFinding({ work: `a search through ${found} lines`, unit: 'ms', value: [searchedMs] }),
    makeFinding({ work: 'memory with the log open', unit: 'MB', value: [openedMb] }),
    makeFinding({ work: 'memory after following', unit: 'MB', value: [followedMb] }),
    makeFinding({ work: 'memory after paging and a search', unit: 'MB', value: [memoryMb] }),
    makeFinding({
      work: 'memory after a search of the rest',
      unit: 'MB',
      value: [wholeMb],
      target: { most: targets.memoryMb },
    }),
  ]
}

/** A line of the log on the screen. */
function lineAt(number: number): RegExp {
  return new RegExp(`thing\\[${number}\\]`)
}
