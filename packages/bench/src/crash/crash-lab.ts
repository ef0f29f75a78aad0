import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { createWaybill, directorySource, type Storage, type Waybill } from '@waybill/core'
import { sequelizeStorage } from '@waybill/storage-sequelize'
import type { BenchContext } from '../bench-context.js'
import { freePort } from '../process/free-port.js'
import { plainEnvironment } from '../process/run-program.js'
import { inRepository } from '../repository.js'
import { type Blow, planBlows } from './blow.js'
import { checkFacts } from './check-facts.js'
import { collectEvidence } from './collect-evidence.js'
import { gatherFacts } from './gather-facts.js'
import { Healing } from './healing.js'
import { HttpClient } from './http-client.js'
import { LabDatabase } from './lab-database.js'
import { LabProcess } from './lab-process.js'
import { Line } from './line.js'
import { listRunProcesses } from './run-processes.js'
import { type Hit, strike, type Targets } from './strike.js'
import type { Violation } from './violation.js'
import { Workload } from './workload.js'

/** How a laboratory is run. */
export interface CrashOptions {
  /** Decides which blows come when, and what the workspaces do. */
  readonly seed: number
  readonly kills: number
  /** Workspaces that are busy at the same time. */
  readonly workspaces: number
  /** Where everything lies; it is kept when a promise was broken. */
  readonly directory: string
}

/** What came of it. */
export interface CrashResult {
  readonly options: CrashOptions
  readonly hits: readonly Hit[]
  readonly missed: readonly Blow[]
  readonly counts: Workload['counts']
  readonly attempts: { readonly runs: number; readonly takeovers: number; readonly resources: number }
  readonly violations: readonly Violation[]
  /** What the book and the logs say of workspaces with violations. */
  readonly evidence: readonly string[]
  readonly seconds: number
}

const leaseMs = 6000
const victimWaitMs = 3000
/** From the last blow until every run has to have ended. */
const healMs = 120_000

/** Two hosts: two workers share the directories of the first one, the second has one of its own. */
const workers = [
  { name: 'worker-a1', host: 'a' },
  { name: 'worker-a2', host: 'a' },
  { name: 'worker-b1', host: 'b' },
]
const servers = ['server-1', 'server-2']

/** Runs workspaces on a real PostgreSQL and a real Terraform under blows, heals, and checks what was promised. */
export async function runCrashLab(options: CrashOptions, context: BenchContext): Promise<CrashResult> {
  const startedAt = performance.now()
  await using lab = await Laboratory.open(options, context)
  const workload = lab.workload
  const busy = workload.run(options.workspaces)
  // Whoever waits for the blows hears of a failure here.
  busy.catch(() => undefined)
  await Promise.race([lab.dealBlows(), busy])
  workload.finish()
  lab.heal()
  const isEnded = await Promise.race([busy.then(() => true), delay(healMs, false, { ref: false })])
  const violations = await lab.inspect()
  if (!isEnded) context.onProgress(`not every workspace has come to rest within ${healMs / 1000} s`)
  return {
    options,
    ...lab.account(),
    violations,
    seconds: (performance.now() - startedAt) / 1000,
  }
}

class Laboratory implements AsyncDisposable {
  readonly #options: CrashOptions
  readonly #context: BenchContext
  readonly #database: LabDatabase
  readonly #healing = new Healing()
  readonly #abort = new AbortController()
  readonly #hits: Hit[] = []
  readonly #missed: Blow[] = []
  readonly #ended: Violation[] = []
  readonly #processes: LabProcess[] = []
  readonly #lines: Line[] = []
  readonly #bookFile: string
  #storage: Storage | undefined
  #waybill: Waybill | undefined
  #workload: Workload | undefined
  #evidence: readonly string[] = []
  #attempts = { runs: 0, takeovers: 0, resources: 0 }

  private constructor(options: CrashOptions, context: BenchContext, database: LabDatabase) {
    this.#options = options
    this.#context = context
    this.#database = database
    this.#bookFile = join(options.directory, 'book')
  }

  static async open(options: CrashOptions, context: BenchContext): Promise<Laboratory> {
    mkdirSync(options.directory, { recursive: true })
    const lab = new Laboratory(options, context, await LabDatabase.start(options.directory, context.signal))
    try {
      await lab.#open()
      return lab
    } catch (error) {
      await lab[Symbol.asyncDispose]()
      throw error
    }
  }

  get workload(): Workload {
    if (this.#workload === undefined) throw new Error('the laboratory is not open')
    return this.#workload
  }

  async dealBlows(): Promise<void> {
    const { seed, kills } = this.#options
    while (this.workload.counts.created < 2) await delay(50, undefined, { signal: this.#context.signal })
    for (const blow of planBlows(seed, kills)) {
      await delay(blow.afterMs, undefined, { signal: this.#context.signal })
      const hit = await this.#strike(blow)
      if (hit === undefined) this.#missed.push(blow)
      else this.#hits.push(hit)
      this.#context.onProgress(`${blow.number}/${kills} ${blow.kind}: ${hit?.victim ?? 'nobody there'}`)
    }
  }

  heal(): void {
    this.#healing.healAll()
  }

  account(): Pick<CrashResult, 'hits' | 'missed' | 'counts' | 'attempts' | 'evidence'> {
    const { counts } = this.workload
    return {
      hits: this.#hits,
      missed: this.#missed,
      counts,
      attempts: this.#attempts,
      evidence: this.#evidence,
    }
  }

  /** Ends every process gracefully, and checks. */
  async inspect(): Promise<readonly Violation[]> {
    this.#abort.abort(new Error('the laboratory inspects'))
    await Promise.all(this.#processes.map(each => each.close()))
    if (this.#storage === undefined) throw new Error('the laboratory is not open')
    const facts = await gatherFacts({
      storage: this.#storage,
      url: this.#database.url,
      bookFile: this.#bookFile,
      ordered: this.workload.ordered,
      touched: new Set(this.#hits.flatMap(({ runIds }) => runIds)),
      leftProcesses: this.#listLeft(),
    })
    const runs = facts.workspaces.flatMap(workspace => workspace.runs)
    this.#attempts = {
      runs: runs.length,
      takeovers: runs.reduce((sum, run) => sum + run.log.split('goes on with attempt').length - 1, 0),
      resources: facts.book.filter(({ action }) => action === 'create').length,
    }
    const found = checkFacts(facts)
    this.#evidence = collectEvidence(facts, found)
    return [...this.#ended, ...found]
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#healing.healAll()
    this.#abort.abort(new Error('the laboratory closes'))
    await Promise.all(this.#processes.map(each => each.close()))
    await this.#waybill?.close()
    await Promise.all(this.#lines.map(line => line.close()))
    await this.#database.close()
  }

  async #open(): Promise<void> {
    const { directory, seed } = this.#options
    writeFileSync(this.#bookFile, '')
    const ports = await Promise.all(servers.map(freePort))
    const storage = await sequelizeStorage({ connection: this.#database.url })
    this.#storage = storage
    const source = directorySource(inRepository('packages/bench/crash/apps'))
    const templates = inRepository('packages/bench/crash/templates')
    this.#waybill = await createWaybill({ source, storage, templates, worker: false })
    await this.#waybill.catalog.sync()
    for (const { name, host } of workers) await this.#start({ name, role: 'worker', host, port: 0 })
    for (const [index, name] of servers.entries()) {
      await this.#start({ name, role: 'server', host: 's', port: ports[index] ?? 0 })
    }
    const http = new HttpClient(
      ports.map(port => `http://127.0.0.1:${port}`),
      this.#abort.signal,
    )
    this.#workload = new Workload({ seed, http, storage, waybill: this.#waybill, signal: this.#abort.signal })
    this.#context.onProgress(`laboratory in ${directory}`)
  }

  async #start({
    name,
    role,
    host,
    port,
  }: {
    readonly name: string
    readonly role: 'worker' | 'server'
    readonly host: string
    readonly port: number
  }) {
    const { directory } = this.#options
    const line = await Line.lay(this.#database.url, join(directory, 'lines', name))
    this.#lines.push(line)
    const dataDir = join(directory, `host-${host}`)
    mkdirSync(dataDir, { recursive: true, mode: 0o700 })
    const cwd = join(directory, 'cwd')
    mkdirSync(cwd, { recursive: true })
    const serve = ['serve', '--port', String(port)]
    this.#processes.push(
      new LabProcess({
        name,
        role,
        args: role === 'server' ? [...serve, '--no-worker'] : ['worker'],
        env: plainEnvironment({
          DATABASE_URL: line.url,
          APPS_DIR: inRepository('packages/bench/crash/apps'),
          WAYBILL_TEMPLATES_DIR: inRepository('packages/bench/crash/templates'),
          WAYBILL_DATA_DIR: dataDir,
          WAYBILL_LEASE: `${leaseMs}ms`,
          WAYBILL_MAX_ATTEMPTS: '50',
          WAYBILL_WORKER_SLOTS: '2',
          WAYBILL_DRAIN_TIMEOUT: '15s',
          CRASH_LEDGER: this.#bookFile,
          LD_LIBRARY_PATH: '',
        }),
        cwd,
        dataDir,
        line,
        logFile: join(directory, `${name}.log`),
        onEnded: how => this.#onEnded(name, how),
      }),
    )
  }

  #onEnded(name: string, how: string): void {
    const log = readFileSync(join(this.#options.directory, `${name}.log`), 'utf8')
    this.#ended.push({
      rule: 'a process lives until it is killed',
      subject: name,
      detail: `${how}; it said last: ${log.slice(-1500)}`,
    })
  }

  /** A victim may come in a moment. */
  async #strike(blow: Blow): Promise<Hit | undefined> {
    const targets: Targets = {
      processes: this.#processes,
      database: this.#database,
      later: (ms, heal) => this.#healing.later(ms, heal),
    }
    const until = performance.now() + victimWaitMs
    for (;;) {
      const hit = strike(blow, targets)
      if (hit !== undefined || performance.now() > until) return hit
      await delay(50)
    }
  }

  #listLeft(): readonly string[] {
    const directories = new Set(this.#processes.map(({ options }) => options.dataDir))
    return [...directories]
      .flatMap(listRunProcesses)
      .map(({ role, pid, runId }) => `${role} ${pid} of run ${runId}`)
  }
}
