import { join, resolve } from 'node:path'
import type {
  Engine,
  EngineDiagnostic,
  EngineInfo,
  EngineJob,
  EngineSession,
  LeftState,
  TemplateVersion,
} from '@waybill/core'
import { checkTerraformTemplate } from './check/check-terraform-template.js'
import type { EngineName, EngineProgram } from './command/engine-program.js'
import { buildEnvironment } from './command/environment.js'
import { describeProgram, ProgramProbe } from './command/probe-program.js'
import { requireProgram } from './command/require-program.js'
import { readTemplateEnvironment } from './command/template-environment.js'
import { InitCache } from './directory/init-cache.js'
import { explainFileError, prepareWorkDir } from './directory/work-dir.js'
import { openSession } from './session/open-session.js'
import type { TerraformSession } from './session/terraform-session.js'
import { findLeftStates } from './state/left-states.js'
import { SupervisorPool } from './supervisor/supervisor-pool.js'
import type { TerraformEngineOptions } from './terraform-engine-options.js'

const defaultGraceMs = 20_000

/**
 * The engine on the real Terraform or OpenTofu CLI, on Linux and macOS. Each session runs it in a directory of
 * its own under a supervisor, so that it is stopped gracefully when this process dies at any moment.
 */
export function terraformEngine(options: TerraformEngineOptions): TerraformEngine {
  return new CliEngine(options)
}

/** An engine that keeps supervisors at hand for the next run. */
export interface TerraformEngine extends Engine {
  /** Ends what has nothing to do now; otherwise that ends by itself after 30 s, or with this process. Callable twice. */
  close(): Promise<void>
}

class CliEngine implements TerraformEngine {
  readonly name: EngineName
  readonly simulated = false
  readonly #options: TerraformEngineOptions
  readonly #workDir: string
  readonly #probe: ProgramProbe
  readonly #initCache: InitCache
  readonly #graceMs: number
  readonly #pool: SupervisorPool
  readonly #sessions = new Map<string, TerraformSession>()
  #ready: Promise<void> | undefined

  constructor(options: TerraformEngineOptions) {
    this.name = options.name ?? 'terraform'
    this.#options = options
    this.#workDir = resolve(options.workDir)
    this.#probe = new ProgramProbe({
      name: this.name,
      command: options.command ?? this.name,
      worker: options.env,
    })
    this.#graceMs = options.graceMs ?? defaultGraceMs
    this.#pool = new SupervisorPool(this.#graceMs)
    this.#initCache = new InitCache(join(this.#workDir, '.init'))
  }

  async probe(): Promise<EngineInfo> {
    return describeProgram(this.name, await this.#probe.find())
  }

  prepare(): void {
    this.#pool.prepare()
  }

  async open(job: EngineJob): Promise<EngineSession> {
    const program = await requireProgram(this.#probe, job.template)
    // The same worker took the run up again: its earlier session has lost its lease, and what it left counts.
    await this.#sessions.get(job.runId)?.close({ keep: true })
    try {
      await this.#prepareWorkDir()
      return await this.#start(program, job)
    } catch (error) {
      throw explainFileError(error, this.#workDir)
    }
  }

  async check(template: TemplateVersion): Promise<readonly EngineDiagnostic[]> {
    return (await checkTerraformTemplate({ ...this.#options, template })).diagnostics
  }

  findLeft(): AsyncIterable<LeftState> {
    return findLeftStates(this.#workDir)
  }

  close(): Promise<void> {
    return this.#pool.close()
  }

  async #start(program: EngineProgram, job: EngineJob): Promise<EngineSession> {
    const environment = await this.#buildEnvironment(job.template)
    const session = await openSession(
      {
        workDir: this.#workDir,
        program,
        environment,
        initCache: this.#initCache,
        graceMs: this.#graceMs,
        pool: this.#pool,
        onClosed: () => this.#sessions.delete(job.runId),
      },
      job,
    )
    this.#sessions.set(job.runId, session)
    return session
  }

  async #buildEnvironment({ name, settings }: TemplateVersion): Promise<Record<string, string>> {
    const { env, pluginCacheDir, templateEnvDir } = this.#options
    const template = await readTemplateEnvironment(templateEnvDir, name)
    return buildEnvironment({ worker: env, template, names: settings.env, pluginCacheDir })
  }

  #prepareWorkDir(): Promise<void> {
    this.#ready ??= prepareWorkDir(this.#workDir, this.#options.pluginCacheDir).catch((error: unknown) => {
      this.#ready = undefined
      throw error
    })
    return this.#ready
  }
}
