import type { EngineInfo } from '@waybill/core'
import { type EngineName, type EngineProgram, engineTitles, findVersionProblem } from './engine-program.js'
import { buildEnvironment } from './environment.js'
import { findProgram, fingerprintProgram } from './find-program.js'
import { runToEnd } from './run-to-end.js'
import { buildVersionArgs, parseVersion } from './version.js'

const timeoutMs = 30_000

export interface ProgramProbeOptions {
  readonly name: EngineName
  readonly command: string
  readonly worker: Readonly<Record<string, string>>
}

/** Finds the program and asks it for its version, once for as long as it stays the same file. */
export class ProgramProbe {
  readonly #options: ProgramProbeOptions
  #known: { readonly fingerprint: string; readonly result: Promise<EngineProgram | string> } | undefined

  constructor(options: ProgramProbeOptions) {
    this.#options = options
  }

  /** The program, or why there is none and what to do. */
  async find(): Promise<EngineProgram | string> {
    const { name, command, worker } = this.#options
    const problem = findPlatformProblem(process.platform)
    if (problem !== undefined) return problem
    const path = await findProgram(command, worker.PATH ?? '')
    if (path === undefined) return describeMissing(name, command)
    const fingerprint = await fingerprintProgram(path)
    if (this.#known?.fingerprint !== fingerprint) this.#known = { fingerprint, result: this.#ask(path) }
    return this.#known.result
  }

  async #ask(path: string): Promise<EngineProgram | string> {
    const { name, worker } = this.#options
    const environment = buildEnvironment({ worker, names: [] })
    try {
      const { stdout } = await runToEnd({ program: path, args: buildVersionArgs(), environment, timeoutMs })
      const version = parseVersion(stdout)
      const problem = findVersionProblem(name, version)
      if (version === undefined || problem !== undefined) return `${path}: ${problem}.`
      return { name, title: engineTitles[name], version, path }
    } catch (error) {
      return `${path} could not be started: ${error instanceof Error ? error.message : String(error)}.`
    }
  }
}

/** Terraform is stopped by SIGINT, which Windows cannot send to another process. Pure. */
export function findPlatformProblem(platform: NodeJS.Platform): string | undefined {
  if (platform === 'linux' || platform === 'darwin') return undefined
  return `Terraform and OpenTofu can be run on Linux and macOS, not on ${platform}: run a worker there, or use the template "simulated".`
}

/** What {@link ProgramProbe} found, as it is shown. Pure. */
export function describeProgram(name: EngineName, found: EngineProgram | string): EngineInfo {
  return typeof found === 'string'
    ? { name, available: false, version: null, detail: found }
    : { name, available: true, version: found.version, detail: found.path }
}

function describeMissing(name: EngineName, command: string): string {
  const title = engineTitles[name]
  return command === name
    ? `${title} was not found on PATH: install it, or set its path.`
    : `There is no program "${command}": correct the path of ${title}, or leave it out to take the one on PATH.`
}
