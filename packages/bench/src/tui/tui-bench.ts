import type { BenchContext } from '../bench-context.js'
import { catalogDirectory } from '../catalog/catalog-directory.js'
import { BenchDatabase, type DurabilityOptions } from '../database/bench-database.js'
import { makeFinding } from '../measure/finding.js'
import type { Section } from '../measure/report.js'
import { plainEnvironment } from '../process/run-program.js'
import { temporaryDirectory } from '../process/temporary-directory.js'
import { inRepository } from '../repository.js'
import { leastApps, measureList } from './measure-list.js'
import { leastLines, measureLog } from './measure-log.js'
import { pressAll } from './press-all.js'
import { createEndedRun, serveWaybill, waybillProgram } from './served-waybill.js'
import { TerminalProgram } from './terminal-program.js'
import { p99, targets } from './tui-targets.js'

/** What the terminal UI is measured with. */
export interface TuiBenchOptions extends DurabilityOptions {
  readonly apps: number
  readonly lines: number
  readonly runs: number
  readonly seed: number
  readonly columns: number
  readonly rows: number
}

const echoProgram = inRepository('packages/bench/dist/src/tui/echo-process.js')

/** The real program in a real terminal, on a running server: first frame, keys on a long list, a long log, idling. */
export async function benchTui(options: TuiBenchOptions, context: BenchContext): Promise<Section[]> {
  const { columns, rows } = options
  const { signal, onProgress } = context
  const apps = Math.max(leastApps, options.apps)
  const lines = Math.max(leastLines, options.lines)
  await using directory = temporaryDirectory('tui')
  await using database = await BenchDatabase.start({ ...options, ...context })
  const url = await database.create()
  const source = await catalogDirectory({ ...options, apps, ...context })
  const env = plainEnvironment({
    APPS_DIR: source,
    DATABASE_URL: url,
    WAYBILL_DATA_DIR: `${directory.path}/data`,
    TERM: 'xterm-256color',
  })
  await using server = await serveWaybill(directory.path, env)
  const run = (command: string): TerminalProgram =>
    new TerminalProgram({
      command: `${process.execPath} ${command}`,
      cwd: directory.path,
      env: plainEnvironment({ TERM: 'xterm-256color' }),
      columns,
      rows,
    })
  const open = (): TerminalProgram => run(`${waybillProgram} ui apps --server ${server.url}`)
  const first: number[] = []
  const known: number[] = []
  for (let round = 0; round <= options.runs; round += 1) {
    onProgress(`start ${round} of ${options.runs} …`)
    signal.throwIfAborted()
    await using program = open()
    const firstMs = await program.until(/Waybill[\s\S]*apps[\s\S]*filter/)
    const knownMs = await program.until(/app-0\d+[\s\S]*app-0\d+/)
    if (round === 0) continue
    first.push(firstMs)
    known.push(firstMs + knownMs)
  }
  onProgress(`keys on a list of ${apps} apps …`)
  await using program = open()
  const list = await measureList(program)
  const echo = await measureEcho(run(echoProgram))
  const runId = await createEndedRun(server.url, signal)
  const log = await measureLog(program, { url, runId }, { lines, onProgress })
  return [
    {
      title: `Terminal UI, ${columns}×${rows}, ${apps} apps, a log of ${lines} lines`,
      findings: [
        makeFinding({
          work: 'first frame, whole',
          unit: 'ms',
          value: first,
          target: { most: targets.firstFrameMs },
        }),
        makeFinding({ work: 'the list on the screen', unit: 'ms', value: known }),
        ...list,
        makeFinding({ work: 'a key that is only echoed, p99', unit: 'ms', value: echo, summary: p99 }),
        ...log,
      ],
      notes: [
        'A key counts from its writing into the terminal until its frame has come out whole.',
        'What is only echoed is what terminal and machine take by themselves.',
      ],
    },
  ]
}

async function measureEcho(program: TerminalProgram): Promise<number[]> {
  await using echoing = program
  await echoing.until(/echoes/)
  return await pressAll(
    echoing,
    Array.from({ length: 150 }, () => 'j'),
  )
}
