import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Engine, type EngineJob, type EngineSession, newId, type RunId } from '@waybill/core'
import type { TerraformEngine, TerraformEngineOptions } from '../../src/index.js'
import { terraformEngine } from '../../src/index.js'
import { killGroup } from '../../src/process/process-group.cjs'
import { readIdentityFile } from '../../src/process/process-identity.cjs'
import { controlFiles } from '../../src/supervisor/control-files.cjs'
import type { Recorder } from './recorder.js'

export type JobInput = Pick<EngineJob, 'template'> & Partial<EngineJob>

/** A directory of one's own for a test's runs, and what is needed to run them. */
export class Workshop {
  readonly directory = mkdtempSync(join(tmpdir(), 'waybill-engine-'))
  readonly workDir = join(this.directory, 'runs')
  /** Where the resources of the fixture `chain` write what they do. */
  readonly book = join(this.directory, 'book')
  readonly gate = join(this.directory, 'gate')
  readonly #engines: TerraformEngine[] = []
  readonly #sessions: EngineSession[] = []
  readonly #runs: RunId[] = []

  engine(options: Partial<TerraformEngineOptions> = {}): TerraformEngine {
    const shared = { workDir: this.workDir, env: testEnvironment(), graceMs: 5_000 }
    const engine = terraformEngine({ ...shared, ...options })
    this.#engines.push(engine)
    return engine
  }

  job(input: JobInput, recorder: Recorder): EngineJob {
    const runId = input.runId ?? newId<RunId>()
    this.#runs.push(runId)
    return {
      runId,
      kind: 'provision',
      attempt: 1,
      variables: { waybill: waybillInput },
      state: undefined,
      approvedPlan: undefined,
      imports: [],
      logOffset: recorder.size,
      deadline: Date.now() + 60_000,
      emit: recorder.emit,
      ...input,
    }
  }

  /** The input of the fixture `chain`. */
  get chainVariables(): Record<string, unknown> {
    return { waybill: waybillInput, book: this.book, gate: this.gate }
  }

  async open(engine: Engine, job: EngineJob): Promise<EngineSession> {
    const session = await engine.open(job)
    this.#sessions.push(session)
    return session
  }

  /** A program of one's own in the place of Terraform, which it calls by its name. Gives its path. */
  writeProgram(script: string): string {
    const path = join(this.directory, 'terraform')
    writeFileSync(path, `#!/bin/sh\n${script}\n`)
    chmodSync(path, 0o755)
    return path
  }

  openGate(): void {
    writeFileSync(this.gate, '')
  }

  /** What the resources of `chain` have done, in order. */
  readBook(): readonly string[] {
    return existsSync(this.book) ? readFileSync(this.book, 'utf8').trim().split('\n') : []
  }

  async remove(): Promise<void> {
    await Promise.all(this.#sessions.map(session => session.close()))
    await Promise.all(this.#engines.map(engine => engine.close()))
    for (const runId of this.#runs) this.#endProcesses(runId)
    // A process that was just killed may still have been writing.
    rmSync(this.directory, { recursive: true, force: true, maxRetries: 5 })
  }

  #endProcesses(runId: RunId): void {
    const files = controlFiles(join(this.workDir, runId))
    for (const file of [files.supervisor, files.terraform]) {
      const identity = readIdentityFile(file)
      if (identity) killGroup(identity.pid)
    }
  }
}

/** A signal that never comes. */
export function noSignal(): AbortSignal {
  return new AbortController().signal
}

/** The environment of these tests' worker. */
export function testEnvironment(): Record<string, string> {
  const { PATH = '', HOME = '' } = process.env
  return { PATH, HOME }
}

/** Whether the real CLI is here. */
export const hasTerraform = spawnSync('terraform', ['version']).status === 0

/** `waybill` of the tests' variables. */
export const waybillInput = {
  workspace: { id: '1', key: 'shop-k3f9', name: 'shop', owner: null, created_by: null, expires_at: null },
  app: {
    slug: 'shop',
    name: 'Shop',
    description: null,
    owner: null,
    tags: [],
    annotations: {},
    revision: '1',
  },
  source: { url: null, commit: null, dirty: false, dir: null },
  components: {
    web: component('frontend', './web', 3000, ['api']),
    api: component('backend', './api', 8080, []),
  },
}

function component(type: string, path: string, port: number, dependsOn: readonly string[]) {
  return { type, path, port, depends_on: dependsOn, description: null, annotations: {} }
}
