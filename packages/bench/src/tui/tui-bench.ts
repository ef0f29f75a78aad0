import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import type { BenchContext } from '../bench-context.js'
import { catalogDirectory } from '../catalog/catalog-directory.js'
import { BenchDatabase, type DurabilityOptions } from '../database/bench-database.js'
import { makeFinding } from '../measure/finding.js'
import type { Section } from '../measure/report.js'
import { percentile } from '../measure/statistics.js'
import { plainEnvironment } from '../process/run-program.js'
import { temporaryDirectory } from '../process/temporary-directory.js'
import { inRepository } from '../repository.js'
import { fillLog } from './fill-log.js'
import { TerminalProgram } from './terminal-program.js'

/** What the terminal UI is measured with. */
export interface TuiBenchOptions extends DurabilityOptions {
  readonly apps: number
  readonly lines: number
  readonly runs: number
  readonly seed: number
  readonly columns: number
  readonly rows: number
}

const waybill = inRepository('packages/cli/bin/waybill.js')
const targets = { firstFrameMs: 400, keyMs: 33, memoryMb: 200, idleMs: 100 }
const idleSeconds = 10
/** A quick finger. */
const pauseMs = 50
const word = 'needle-in-the-hay'
const workspaceSchema = z.object({
  currentRun: z.object({ id: z.string(), status: z.string() }),
  status: z.string(),
})

/** The real program in a real terminal, on a running server: first frame, keys on a long list, a long log, idling. */
export async function benchTui(options: TuiBenchOptions, context: BenchContext): Promise<Section[]> {
  const { columns, rows, apps, lines } = options
  const { signal, onProgress } = context
  await using directory = temporaryDirectory('tui')
  await using database = await BenchDatabase.start({ ...options, ...context })
  const url = await database.create()
  const source = await catalogDirectory({ ...options, ...context })
  const env = plainEnvironment({
    APPS_DIR: source,
    DATABASE_URL: url,
    WAYBILL_DATA_DIR: `${directory.path}/data`,
    TERM: 'xterm-256color',
  })
  await using server = await startServer(directory.path, env)
  const open = (place: string): TerminalProgram =>
    new TerminalProgram({
      command: `${process.execPath} ${waybill} ui ${place} --server ${server.url}`,
      cwd: directory.path,
      env: plainEnvironment({ TERM: 'xterm-256color' }),
      columns,
      rows,
    })
  const first: number[] = []
  for (let run = 0; run <= options.runs; run += 1) {
    onProgress(`start ${run} of ${options.runs} …`)
    signal.throwIfAborted()
    await using program = open('apps')
    const ms = await program.until(/Waybill/)
    if (run > 0) first.push(ms)
  }
  onProgress(`keys on a list of ${apps} apps …`)
  await using program = open('apps')
  await program.until(/live/)
  await delay(2000)
  const keys = await pressAll(program, listKeys)
  const listMb = program.memoryMb()
  await delay(12_000)
  const cpuBefore = program.cpuMs()
  await delay(idleSeconds * 1000)
  const idleMs = program.cpuMs() - cpuBefore
  onProgress(`a log of ${lines} lines …`)
  const runId = await createRun(server.url, signal)
  await fillLog(url, { runId, lines, word })
  await program.press(`:runs/${runId}\r`)
  await program.until(/thing\[\d+\]/)
  const logKeys = await pressAll(program, readKeys)
  await program.press('/')
  await program.press(`${word}\r`)
  const searchMs = await program.until(new RegExp(`thing\\[${Math.floor(lines / 2)}\\]`))
  const logMb = program.memoryMb()
  return [
    {
      title: `Terminal UI, ${columns}×${rows}, ${apps} apps, a log of ${lines} lines`,
      findings: [
        makeFinding({
          work: 'first frame',
          unit: 'ms',
          value: first,
          target: { most: targets.firstFrameMs },
        }),
        makeFinding({
          work: 'a key on the list, p99',
          unit: 'ms',
          value: keys,
          summary: p99,
          target: { most: targets.keyMs },
        }),
        makeFinding({ work: 'a key on the list, p50', unit: 'ms', value: keys }),
        makeFinding({
          work: 'memory with the list',
          unit: 'MB',
          value: [listMb],
          target: { most: targets.memoryMb },
        }),
        makeFinding({
          work: `CPU of ${idleSeconds} idle seconds`,
          unit: 'ms',
          value: [idleMs],
          target: { most: targets.idleMs },
        }),
        makeFinding({ work: 'a key in the log, p99', unit: 'ms', value: logKeys, summary: p99 }),
        makeFinding({ work: 'search half the log', unit: 'ms', value: [searchMs] }),
        makeFinding({
          work: 'memory after the log',
          unit: 'MB',
          value: [logMb],
          target: { most: targets.memoryMb },
        }),
      ],
      notes: ['A key counts from its writing into the terminal until its frame has come out whole.'],
    },
  ]
}

const p99 = (samples: readonly number[]): number => percentile(samples, 0.99)

/** Down, pages, to the ends, and a filter letter by letter, taken back. */
const listKeys = [
  ...Array.from({ length: 80 }, () => 'j'),
  ...Array.from({ length: 40 }, () => '\u0006'),
  ...Array.from({ length: 20 }, () => '\u0002'),
  ...['G', 'g', 'G', 'g'],
  ...'/payments'.split(''),
  ...Array.from({ length: 9 }, () => '\u007f'),
]
const readKeys = [
  'g',
  ...Array.from({ length: 60 }, () => '\u0006'),
  'G',
  ...Array.from({ length: 60 }, () => '\u0002'),
]

async function pressAll(program: TerminalProgram, keys: readonly string[]): Promise<number[]> {
  const samples: number[] = []
  for (const key of keys) {
    samples.push(await program.press(key))
    await delay(pauseMs)
  }
  return samples
}

interface RunningServer extends AsyncDisposable {
  readonly url: string
}

async function startServer(cwd: string, env: NodeJS.ProcessEnv): Promise<RunningServer> {
  const child = spawn(process.execPath, [waybill, 'serve', '--port', '0'], {
    cwd,
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const url = await addressOf(child)
  const stop = async (): Promise<void> => {
    const ended = once(child, 'exit')
    child.kill('SIGTERM')
    await ended
  }
  return { url, [Symbol.asyncDispose]: stop }
}

/** The server says its address when its first sync is over. */
async function addressOf(child: ChildProcess): Promise<string> {
  let text = ''
  for (;;) {
    const [chunk] = await once(child.stderr ?? child, 'data')
    text += String(chunk)
    const found = /API +(http:\S+)\/api\/v1/.exec(text)?.[1] ?? /"(http:\/\/127\.0\.0\.1:\d+)/.exec(text)?.[1]
    if (found !== undefined) return found
    if (child.exitCode !== null) throw new Error(`The server did not start:\n${text}`)
  }
}

/** A run that has ended, of the simulated template. */
async function createRun(url: string, signal: AbortSignal): Promise<string> {
  const answer = await fetch(`${url}/api/v1/workspaces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ appSlug: 'app-00001', name: 'long-log', template: 'simulated' }),
    signal,
  })
  const created = workspaceSchema.parse(await answer.json())
  for (;;) {
    const found = workspaceSchema.parse(
      await (await fetch(`${url}/api/v1/workspaces/long-log`, { signal })).json(),
    )
    if (found.status === 'ready' || found.status === 'failed') return created.currentRun.id
    await delay(100)
  }
}
