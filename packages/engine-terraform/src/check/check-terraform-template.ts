import { mkdtemp, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { EngineDiagnostic, TemplateVersion } from '@waybill/core'
import { z } from 'zod'
import type { EngineProgram } from '../command/engine-program.js'
import { buildEnvironment } from '../command/environment.js'
import { buildInitArgs } from '../command/init.js'
import { findPluginCacheDir } from '../command/plugin-cache.js'
import { ProgramProbe } from '../command/probe-program.js'
import { requireProgram } from '../command/require-program.js'
import { type CommandOutput, runToEnd } from '../command/run-to-end.js'
import { readTemplateEnvironment } from '../command/template-environment.js'
import { buildValidateArgs } from '../command/validate.js'
import { InitCache } from '../directory/init-cache.js'
import { moduleFiles } from '../directory/module-files.js'
import { readLockFile } from '../directory/provider-store.js'
import { explainFileError, prepareWorkDir } from '../directory/work-dir.js'
import { writeTemplate } from '../directory/write-module.js'
import { planInit } from '../session/prepare-module.js'
import { parseStreamLine, readDiagnostic } from '../stream/stream-event.js'
import type { TerraformEngineOptions } from '../terraform-engine-options.js'
import { checkLockFile } from './check-lock-file.js'
import { checkVariables } from './check-variables.js'

/** `init` may download providers. */
const timeoutMs = 10 * 60 * 1000

/** What Terraform says of a template. */
export interface TerraformTemplateCheck {
  readonly valid: boolean
  readonly diagnostics: readonly EngineDiagnostic[]
}

export interface CheckTerraformTemplateOptions extends TerraformEngineOptions {
  readonly template: TemplateVersion
  readonly signal?: AbortSignal
}

/**
 * Proves a template with `validate`, after `init` where it needs one, in a directory that is removed afterwards.
 * Makes nothing and needs no values for its variables. What `init` has prepared serves later runs.
 * @throws WaybillError `ENGINE_UNAVAILABLE`, `TEMPLATE_INVALID` (a path outside of its folder)
 */
export async function checkTerraformTemplate(
  options: CheckTerraformTemplateOptions,
): Promise<TerraformTemplateCheck> {
  const { name = 'terraform', command = name, env, template } = options
  const program = await requireProgram(new ProgramProbe({ name, command, worker: env }), template)
  const workDir = resolve(options.workDir)
  try {
    await prepareWorkDir(workDir, options.pluginCacheDir)
    const directory = await mkdtemp(join(workDir, '.check-'))
    try {
      return await checkIn(directory, program, options)
    } finally {
      await rm(directory, { recursive: true, force: true })
    }
  } catch (error) {
    throw explainFileError(error, workDir)
  }
}

async function checkIn(
  directory: string,
  program: EngineProgram,
  options: CheckTerraformTemplateOptions,
): Promise<TerraformTemplateCheck> {
  const { template, signal = new AbortController().signal, templateEnvDir, env, pluginCacheDir } = options
  const values = await readTemplateEnvironment(templateEnvDir, template.name)
  const names = template.settings.env
  const environment = buildEnvironment({ worker: env, template: values, names, pluginCacheDir })
  const run = (args: readonly string[], variables: Readonly<Record<string, string>> = {}) =>
    runToEnd({
      ...{ program: program.path, args, directory, timeoutMs, signal },
      environment: { ...environment, ...variables },
    })
  await writeTemplate(directory, template)
  const files = moduleFiles(directory)
  const prepare = planInit({
    template,
    stateProviders: [],
    program,
    files,
    cache: new InitCache(join(resolve(options.workDir), '.init')),
    pluginCacheDir: await findPluginCacheDir(program.name, environment),
    note: () => undefined,
  })
  try {
    await prepare(signal, async variables => {
      const output = await run(buildInitArgs(program), variables)
      if (output.code !== 0) throw new InitFailure(output)
    })
  } catch (error) {
    if (error instanceof InitFailure) return { valid: false, diagnostics: readInitProblems(error.output) }
    throw error
  }
  const { valid, diagnostics } = readValidation(await run(buildValidateArgs()))
  const installed = await readLockFile(files.lock)
  const more = [...checkVariables(template), ...checkLockFile(template, installed)]
  const isValid = valid && more.every(({ severity }) => severity !== 'error')
  return { valid: isValid, diagnostics: [...diagnostics, ...more] }
}

/** Carries the output of a failed `init` past the cache, which keeps nothing of it. */
class InitFailure extends Error {
  readonly output: CommandOutput

  constructor(output: CommandOutput) {
    super('init failed')
    this.output = output
  }
}

function readInitProblems({ stdout, stderr }: CommandOutput): readonly EngineDiagnostic[] {
  const diagnostics = stdout.split('\n').flatMap(line => {
    const event = parseStreamLine(line)
    return event?.type === 'diagnostic' ? [event.diagnostic] : []
  })
  return diagnostics.length > 0 ? diagnostics : [makeProblem('The template could not be prepared', stderr)]
}

const validationSchema = z.object({ valid: z.boolean(), diagnostics: z.array(z.unknown()) })

/** Reads what `validate -json` writes, also with a warning about the CLI's configuration before it. */
function readValidation({ stdout, stderr }: CommandOutput): TerraformTemplateCheck {
  try {
    const { valid, diagnostics } = validationSchema.parse(JSON.parse(stdout.slice(stdout.indexOf('{'))))
    return { valid, diagnostics: diagnostics.flatMap(diagnostic => readDiagnostic(diagnostic) ?? []) }
  } catch {
    // Killed, or out of memory: what it said is all that is known.
    return { valid: false, diagnostics: [makeProblem('The template could not be checked', stderr || stdout)] }
  }
}

function makeProblem(summary: string, detail: string): EngineDiagnostic {
  return { severity: 'error', summary, detail: detail.trim(), address: null, file: null, line: null }
}
