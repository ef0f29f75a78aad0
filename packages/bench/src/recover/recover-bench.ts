import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { createWaybill, directorySource, type RunRecord, type Storage, type Waybill } from '@waybill/core'
import { sequelizeStorage } from '@waybill/storage-sequelize'
import type { BenchContext } from '../bench-context.js'
import { LabDatabase } from '../crash/lab-database.js'
import { LabProcess } from '../crash/lab-process.js'
import { Line } from '../crash/line.js'
import { makeFinding } from '../measure/finding.js'
import type { Section } from '../measure/report.js'
import { plainEnvironment } from '../process/run-program.js'
import { temporaryDirectory } from '../process/temporary-directory.js'
import { inRepository } from '../repository.js'

/** How recovery is measured. */
export interface RecoverBenchOptions {
  /** Workers killed, of each kind. */
  readonly runs: number
  /** Runs that one worker executes while its memory is looked at. */
  readonly memoryRuns: number
}

const leaseMs = 6000
const targets = { sameHostMs: 2000, otherHostMs: leaseMs + 10_000, memoryGrowth: 1.25 }
/** By then everything that is loaded once is loaded. */
const warmUpShare = 0.2

/**
 * From the kill of a worker in the middle of an apply until another one has begun the next attempt: on the same host,
 * and on another one, which has to wait for the lease; and the memory of a worker over many runs of the real Terraform.
 */
export async function benchRecover(
  { runs, memoryRuns }: RecoverBenchOptions,
  context: BenchContext,
): Promise<Section[]> {
  await using bench = await RecoverBench.open(context)
  const sameHost: number[] = []
  const otherHost: number[] = []
  for (let round = 1; round <= runs; round += 1) {
    context.onProgress(`kill ${round} of ${runs} …`)
    sameHost.push(await bench.timeTakeover(['a', 'a']))
    otherHost.push(await bench.timeTakeover(['a', 'b']))
  }
  const memory = memoryRuns > 0 ? await bench.watchMemory(memoryRuns) : undefined
  return [
    {
      title: `Recovery, median of ${runs}`,
      findings: [
        makeFinding({
          work: 'kill -9 of a worker to the next attempt, same host',
          unit: 'ms',
          value: sameHost,
          target: { most: targets.sameHostMs },
        }),
        makeFinding({
          work: `the same, another host, lease ${leaseMs} ms`,
          unit: 'ms',
          value: otherHost,
          target: { most: targets.otherHostMs },
        }),
        ...(memory === undefined
          ? []
          : [
              makeFinding({
                work: `memory of a worker after ${memoryRuns} runs, to that after ${Math.round(memoryRuns * warmUpShare)}`,
                unit: 'MB',
                value: [memory.last],
                floor: [memory.first],
                target: { most: targets.memoryGrowth },
              }),
            ]),
      ],
      notes: ['Two hosts are two directories for runs: a worker of the other one proves nobody dead.'],
    },
  ]
}

class RecoverBench implements AsyncDisposable {
  readonly #directory = temporaryDirectory('recover')
  readonly #context: BenchContext
  readonly #database: LabDatabase
  readonly #storage: Storage
  readonly #waybill: Waybill
  readonly #line: Line
  readonly #living = new Set<number>()
  #names = 0

  private constructor(
    context: BenchContext,
    parts: {
      readonly database: LabDatabase
      readonly storage: Storage
      readonly waybill: Waybill
      readonly line: Line
    },
  ) {
    this.#context = context
    this.#database = parts.database
    this.#storage = parts.storage
    this.#waybill = parts.waybill
    this.#line = parts.line
  }

  static async open(context: BenchContext): Promise<RecoverBench> {
    const directory = temporaryDirectory('recover-postgres')
    const database = await LabDatabase.start(directory.path, context.signal)
    const storage = await sequelizeStorage({ connection: database.url })
    const source = directorySource(inRepository('packages/bench/crash/apps'))
    const templates = inRepository('packages/bench/crash/templates')
    const waybill = await createWaybill({ source, storage, templates, worker: false })
    await waybill.catalog.sync()
    const line = await Line.lay(database.url, join(directory.path, 'line'))
    return new RecoverBench(context, { database, storage, waybill, line })
  }

  /** Kills the one of two workers that has a run, in the middle of its apply; answers ms until the other has begun. */
  async timeTakeover(hosts: readonly [string, string]): Promise<number> {
    await using one = this.#startWorker(hosts[0])
    await using other = this.#startWorker(hosts[1])
    await this.#untilWorkers(2)
    const { currentRun, id } = await this.#waybill.workspaces.create({
      appSlug: 'crash',
      template: 'ledger',
      parameters: { size: 1, round: 1, pause: 5 },
    })
    const { worker } = await this.#until(currentRun.id, run => run.status === 'applying')
    const victim = [one, other].find(({ process }) => worker?.split('/')[2] === String(process.pid))
    const killedAt = performance.now()
    victim?.process.kill(600_000)
    await this.#until(currentRun.id, run => run.attempt === 2)
    const ms = performance.now() - killedAt
    await this.#untilOver(currentRun.id)
    await this.#waybill.workspaces.destroy(id, { orphan: true })
    return ms
  }

  /** Resident MB of a worker after a fifth of the runs, and after all. */
  async watchMemory(count: number): Promise<{ readonly first: number; readonly last: number }> {
    await using worker = this.#startWorker('m')
    await this.#untilWorkers(1)
    let first = 0
    for (let done = 0; done < count; done += 4) {
      this.#context.signal.throwIfAborted()
      await Promise.all([0, 1, 2, 3].map(() => this.#provisionOne()))
      if (first === 0 && done >= count * warmUpShare) first = readRss(worker.process.pid)
      if (done % 100 === 0)
        this.#context.onProgress(`${done} runs, ${readRss(worker.process.pid).toFixed(0)} MB`)
    }
    return { first, last: readRss(worker.process.pid) }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#waybill.close()
    await this.#line.close()
    await this.#database.close()
    await this.#directory[Symbol.asyncDispose]()
  }

  async #provisionOne(): Promise<void> {
    const { currentRun } = await this.#waybill.workspaces.create({
      appSlug: 'crash',
      template: 'ledger',
      parameters: { size: 1, round: 1, pause: 0 },
    })
    await this.#until(currentRun.id, run => run.status === 'applied')
  }

  #startWorker(host: string): AsyncDisposable & { readonly process: LabProcess } {
    this.#names += 1
    const { path } = this.#directory
    const dataDir = join(path, `host-${host}`)
    mkdirSync(dataDir, { recursive: true, mode: 0o700 })
    const book = join(path, 'book')
    writeFileSync(book, '', { flag: 'a' })
    const worker = new LabProcess({
      name: `worker-${this.#names}`,
      role: 'worker',
      args: ['worker'],
      env: plainEnvironment({
        DATABASE_URL: this.#database.url,
        APPS_DIR: inRepository('packages/bench/crash/apps'),
        WAYBILL_TEMPLATES_DIR: inRepository('packages/bench/crash/templates'),
        WAYBILL_DATA_DIR: dataDir,
        WAYBILL_LEASE: `${leaseMs}ms`,
        WAYBILL_WORKER_SLOTS: '2',
        WAYBILL_DRAIN_TIMEOUT: '15s',
        CRASH_LEDGER: book,
      }),
      cwd: path,
      dataDir,
      line: this.#line,
      logFile: join(path, `worker-${this.#names}.log`),
      onEnded: how => this.#context.onProgress(`a worker ended by itself: ${how}`),
    })
    const { pid = 0 } = worker
    this.#living.add(pid)
    return {
      process: worker,
      [Symbol.asyncDispose]: () => {
        this.#living.delete(pid)
        return worker.close()
      },
    }
  }

  /** Those of earlier rounds may still be listed. */
  async #untilWorkers(count: number): Promise<void> {
    const isHere = (id: string) => this.#living.has(Number(id.split('/')[2]))
    const countHere = async () =>
      (await this.#storage.runs.listWorkers()).filter(({ id }) => isHere(id)).length
    while ((await countHere()) < count) await this.#pause()
  }

  async #until(id: RunRecord['id'], isSo: (run: RunRecord) => boolean): Promise<RunRecord> {
    for (;;) {
      const run = await this.#storage.runs.find(id)
      if (run !== undefined && isSo(run)) return run
      if (run !== undefined && run.endedAt !== null) throw new Error(`The run ended ${run.status}.`)
      await this.#pause()
    }
  }

  /** Applied, or held because another host cannot know what exists. */
  async #untilOver(id: RunRecord['id']): Promise<void> {
    const run = await this.#until(id, ({ status }) => status === 'applied' || status === 'planned')
    if (run.status === 'planned') await this.#waybill.runs.discard(id)
  }

  #pause(): Promise<void> {
    return delay(5, undefined, { signal: this.#context.signal })
  }
}

/** Resident memory in MB (proc_pid_status(5)). */
function readRss(pid: number | undefined): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1024
}
