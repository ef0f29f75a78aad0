import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import type { BenchContext } from '../bench-context.js'
import { BenchDatabase, type DurabilityOptions } from '../database/bench-database.js'
import { makeFinding } from '../measure/finding.js'
import type { Section } from '../measure/report.js'
import { plainEnvironment, timeProgram } from '../process/run-program.js'
import { temporaryDirectory } from '../process/temporary-directory.js'
import { inRepository } from '../repository.js'

/** How starts are measured. */
export interface StartBenchOptions extends DurabilityOptions {
  readonly runs: number
  /** Starts before them; the first one makes the databases, so without any it is counted too. */
  readonly warmUpRounds: number
}

/** One way to start the server. */
interface StartCase {
  readonly cwd: string
  readonly env: NodeJS.ProcessEnv
}

const waybill = inRepository('packages/cli/bin/waybill.js')
const targets = { embeddedMs: 1500, databaseMs: 800, help: 2.5 }

/** From spawn to the first 200 of /health, on a database that is there already; and what `--help` costs. */
export async function benchStart(options: StartBenchOptions, context: BenchContext): Promise<Section[]> {
  const { runs, warmUpRounds } = options
  await using directory = temporaryDirectory('start')
  await using database = await BenchDatabase.start({ ...options, ...context })
  const cwd = directory.path
  const settings = { APPS_DIR: inRepository('examples/apps'), WAYBILL_DATA_DIR: `${cwd}/data` }
  const embedded = { cwd, env: plainEnvironment(settings) }
  const external = { cwd, env: plainEnvironment({ ...settings, DATABASE_URL: await database.create() }) }
  const samples = {
    embedded: [] as number[],
    external: [] as number[],
    help: [] as number[],
    node: [] as number[],
  }
  for (let run = 1 - warmUpRounds; run <= runs; run += 1) {
    context.onProgress(run < 1 ? 'warm-up, which makes the databases …' : `run ${run} of ${runs} …`)
    const plain = { cwd, env: plainEnvironment(), signal: context.signal }
    const node = await timeProgram(process.execPath, ['-e', '0'], plain)
    const help = await timeProgram(process.execPath, [waybill, '--help'], plain)
    const embeddedMs = await timeStart(embedded, context.signal)
    const externalMs = await timeStart(external, context.signal)
    if (run < 1) continue
    samples.node.push(node)
    samples.help.push(help)
    samples.embedded.push(embeddedMs)
    samples.external.push(externalMs)
  }
  return [describeStarts(runs, samples)]
}

function describeStarts(
  runs: number,
  samples: Readonly<Record<'embedded' | 'external' | 'help' | 'node', readonly number[]>>,
): Section {
  return {
    title: `Start, median of ${runs}; floor of --help: node -e 0`,
    findings: [
      makeFinding({
        work: 'serve to first 200, embedded',
        unit: 'ms',
        value: samples.embedded,
        target: { most: targets.embeddedMs },
      }),
      makeFinding({
        work: 'serve to first 200, PostgreSQL',
        unit: 'ms',
        value: samples.external,
        target: { most: targets.databaseMs },
      }),
      makeFinding({
        work: 'waybill --help',
        unit: 'ms',
        value: samples.help,
        floor: samples.node,
        target: { most: targets.help },
      }),
    ],
    notes: ['On databases that earlier starts made; the embedded server is stopped in between.'],
  }
}

/** Starts a server, waits for its first 200 and stops it. */
async function timeStart({ cwd, env }: StartCase, signal: AbortSignal): Promise<number> {
  const port = await freePort()
  const startedAt = performance.now()
  const child = spawn(process.execPath, [waybill, 'serve', '--port', String(port)], {
    cwd,
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const output = collect(child)
  try {
    await untilHealthy(child, port, signal)
    return performance.now() - startedAt
  } catch (error) {
    throw new Error(`The server did not start: ${error}\n${output()}`, { cause: error })
  } finally {
    await stop(child)
  }
}

/** Asks every few ms; a refused connection costs next to nothing. */
async function untilHealthy(child: ChildProcess, port: number, signal: AbortSignal): Promise<void> {
  const until = performance.now() + 60_000
  while (performance.now() < until) {
    if (hasEnded(child)) throw new Error(`it ended with ${child.signalCode ?? child.exitCode}`)
    const status = await fetch(`http://127.0.0.1:${port}/health`, { signal }).then(
      response => response.status,
      () => undefined,
    )
    signal.throwIfAborted()
    if (status === 200) return
    await delay(3)
  }
  throw new Error('no 200 within 60 s')
}

async function stop(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  const kill = setTimeout(() => child.kill('SIGKILL'), 20_000)
  await ended
  clearTimeout(kill)
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null
}

/** The last of what a program says on stderr. */
function collect(child: ChildProcess): () => string {
  let text = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    text = `${text}${chunk}`.slice(-4000)
  })
  return () => text
}

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port')
  return address.port
}
